import { InferenceSession, Tensor } from 'onnxruntime-node';
import { getErrorMessage } from '../shared/errors';
import { OnnxBuilder } from '../tensor/onnx/builder';
import { inPlaceMarker } from '../tensor/trainingStep';

type Tensors = Readonly<Record<string, Tensor>>;

/** What runs a graph and writes its outputs into given tensors asks of a session. */
export type RunnableSession = Pick<InferenceSession, 'run'>;

/** Runs a graph, whose first output is the {@link inPlaceMarker}, and writes each other output into its tensor. */
export type InPlaceRun = (session: RunnableSession, feeds: Tensors, into: Tensors) => Promise<void>;

/** How onnxruntime-node 1.30 refuses an output that is no tensor, after the run. */
export const nonTensorRefusal = 'Non tensor type';

/**
 * onnxruntime-node 1.30 copies every output into a new array, even those that it was given a tensor for. It does so in
 * the order of the outputs, after the run, and refuses what is no tensor: an empty sequence in front of all others
 * spares the copies, a gigabyte a step for a large model.
 */
export const runWithoutCopies: InPlaceRun = async (session, feeds, into) => {
  try {
    await session.run({ ...feeds }, { ...into, [inPlaceMarker]: null });
  } catch (error) {
    if (!getErrorMessage(error).startsWith(nonTensorRefusal)) throw error;
  }
};

/** The same with copies, of any version. */
export const runWithCopies: InPlaceRun = async (session, feeds, into) => {
  const results = await session.run({ ...feeds }, Object.keys(into));
  for (const [name, { data }] of Object.entries(into))
    (data as Uint8Array).set(results[name]!.data as unknown as Uint8Array);
};

/**
 * The way for the installed version, by a trial: where it refuses in other words, no later error could be told from
 * that of a run that was never made.
 */
export async function chooseInPlaceRun(
  open: (model: Uint8Array) => Promise<RunnableSession> = openTrialSession,
): Promise<InPlaceRun> {
  const onnx = new OnnxBuilder('trial');
  onnx.emptySequenceOutput(inPlaceMarker);
  const x = onnx.input('x', 'float32', [1]);
  onnx.output(onnx.node('Add', [x, x]), 'float32', [1], 'y');
  const tensor = new Tensor('float32', Float32Array.of(1), [1]);
  const session = await open(onnx.bytes());
  try {
    await runWithoutCopies(session, { x: tensor }, { y: tensor });
    return tensor.data[0] === 2 ? runWithoutCopies : runWithCopies;
  } catch {
    return runWithCopies;
  }
}

function openTrialSession(model: Uint8Array): Promise<RunnableSession> {
  return InferenceSession.create(model, { logSeverityLevel: 4 });
}
