import { InferenceSession, Tensor } from 'onnxruntime-node';
import { getErrorMessage } from '../shared/errors';
import { OnnxBuilder } from '../tensor/onnx/builder';
import { inPlaceMarker } from '../tensor/trainingStep';

type Tensors = Readonly<Record<string, Tensor>>;

/** The part of a session that {@link InPlaceRun} needs. */
export type RunnableSession = Pick<InferenceSession, 'run'>;

/**
 * Runs a graph whose first output is the {@link inPlaceMarker}, and writes each of the other outputs into its given
 * tensor.
 */
export type InPlaceRun = (session: RunnableSession, feeds: Tensors, into: Tensors) => Promise<void>;

/** Start of onnxruntime-node 1.30's error message about an output that is not a tensor. It throws it after the run. */
export const nonTensorRefusal = 'Non tensor type';

/**
 * Runs without copying outputs. onnxruntime-node 1.30 copies every output into a new array, even if it was given a
 * tensor for it. It does so after the run, in the order of the outputs, and throws at an output that is not a tensor.
 * So an empty sequence as first output prevents the copies: a gigabyte per step for a large model.
 */
export const runWithoutCopies: InPlaceRun = async (session, feeds, into) => {
  try {
    await session.run({ ...feeds }, { ...into, [inPlaceMarker]: null });
  } catch (error) {
    if (!getErrorMessage(error).startsWith(nonTensorRefusal)) throw error;
  }
};

/** Runs with copies, which works with all versions of onnxruntime-node. */
export const runWithCopies: InPlaceRun = async (session, feeds, into) => {
  const results = await session.run({ ...feeds }, Object.keys(into));
  for (const [name, { data }] of Object.entries(into))
    (data as Uint8Array).set(results[name]!.data as unknown as Uint8Array);
};

/**
 * Chooses the way to run for the installed version of onnxruntime-node, by a test. If the error message differs, an
 * error after the run could not be distinguished from one that prevented the run, so the run with copies is chosen.
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
