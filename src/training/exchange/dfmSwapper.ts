import { type InferenceSession, openInferenceSession } from '../../runtime/inferenceSession';
import { inferTensorSizes } from '../../runtime/inferTensorSizes';
import { createTensor, openSession, type Session } from '../../runtime/session';
import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { Graph } from '../../tensor/graph';
import { buildInference } from '../../tensor/inferenceModel';
import { add, cast, clamp, minimum, multiply, reverse } from '../../tensor/ops';
import type { SwappedFace } from '../inference/batchSwapper';
import { createUnusableDfmError, type DfmFile, readDfm } from './readDfm';

export interface DfmSwapperOptions {
  /** Degree of the swap, 0..1, for models with a morph input; 1 when absent. */
  readonly morph?: number;
  /** Number of threads; all cores when absent. */
  readonly threads?: number | undefined;
}

/** Swaps faces with a .dfm file. It needs faces aligned as "whole face", and predicts its own masks. */
export interface DfmSwapper {
  readonly centering: 'whole-face';
  readonly coverage: 1;
  readonly verticalOffset: 0;
  readonly maskType: 'predicted';
  /** Edges of its input and output images, pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Swaps faces: RGB bytes [inputSize, inputSize, 3] each, to RGB bytes [outputSize, outputSize, 3] each. */
  swap(faces: readonly Uint8Array[]): Promise<Uint8Array[]>;
  swapWithMasks(faces: readonly Uint8Array[]): Promise<SwappedFace[]>;
  release(): Promise<void>;
}

/** Opens a .dfm file, and tests it with one face. @throws UserError when the file is missing, damaged, or not a .dfm */
export async function openDfmSwapper(
  path: string,
  { morph = 1, threads }: DfmSwapperOptions = {},
): Promise<DfmSwapper> {
  const file = await readDfm(path);
  const network = await openDfmNetwork(path, file, { morph, threads });
  const { size } = file;
  const outputSize = await network.measureOutputSize();
  const before = await openInferenceSession(buildInputGraph(size), { threads: 1 });
  const after = await openInferenceSession(buildOutputGraph(outputSize), { threads: 1 });
  const swapWithMasks = async (faces: readonly Uint8Array[]) => {
    const swapped: SwappedFace[] = [];
    for (const face of faces) swapped.push(await swapOne(face, before, network, after));
    return swapped;
  };
  return {
    ...{ centering: 'whole-face', coverage: 1, verticalOffset: 0, maskType: 'predicted' },
    inputSize: size,
    outputSize,
    swap: async (faces) => (await swapWithMasks(faces)).map(({ face }) => face),
    swapWithMasks,
    release: async () => {
      for (const session of [before, network, after]) await session.release();
    },
  };
}

interface DfmNetwork {
  /** Computes the three outputs of a face: BGR, 0..1, [1, size, size, 3]. */
  run(face: Float32Array): Promise<readonly [Float32Array, Float32Array, Float32Array]>;
  /** Measures the edge of the output for a black face, pixels. */
  measureOutputSize(): Promise<number>;
  release(): Promise<void>;
}

/** Most elements of a tensor: 2^28 numbers of four bytes are a gigabyte. */
const maxElements = 2 ** 28;

async function openDfmNetwork(
  path: string,
  { bytes, size, input, morph: morphInput, outputs, innerTensors }: DfmFile,
  { morph, threads }: { readonly morph: number; readonly threads: number | undefined },
): Promise<DfmNetwork> {
  const refuse = (error: unknown) => {
    throw createUnusableDfmError(path, t('ONNX Runtime rejects it ({0})', getFirstLine(error)));
  };
  const shapes = { [input]: [1, size, size, 3], ...(morphInput && { [morphInput]: [1] }) };
  const sizes = await inferTensorSizes(bytes, shapes, [...innerTensors, ...outputs]).catch(refuse);
  if (sizes.some((elements) => elements > maxElements))
    throw createUnusableDfmError(path, t('one of its layers produces more than 1 GB for one face'));
  const session: Session = await openSession(bytes, { threads, idleThreads: 'sleep' }).catch(refuse);
  const share = morphInput && { [morphInput]: createTensor('float32', Float32Array.of(morph), [1]) };
  const runNetwork = async (face: Float32Array) => {
    const results = await session
      .run({ [input]: createTensor('float32', face, [1, size, size, 3]), ...share })
      .catch(refuse);
    return outputs.map((name) => results[name]!);
  };
  return {
    run: async (face) => {
      const [mask, celeb, celebMask] = (await runNetwork(face)).map(({ data }) => data as Float32Array);
      return [mask!, celeb!, celebMask!];
    },
    measureOutputSize: async () => {
      const results = await runNetwork(new Float32Array(size * size * 3));
      const [mask, celeb, celebMask] = results.map(({ type, dims }) => `${type} ${dims}`);
      const edge = results[1]!.dims[1]!;
      const isSquare = celeb === `float32 1,${edge},${edge},3`;
      if (isSquare && [mask, celebMask].every((other) => other === `float32 1,${edge},${edge},1`)) return edge;
      await session.release();
      throw createUnusableDfmError(path, t('it does not output a square image with two masks'));
    },
    release: () => session.release(),
  };
}

function getFirstLine(error: unknown): string {
  return getErrorMessage(error).split('\n', 1)[0]!.slice(0, 200);
}

async function swapOne(face: Uint8Array, before: InferenceSession, network: DfmNetwork, after: InferenceSession) {
  const { values } = await before.run({ face });
  const [mask, celeb, celebMask] = await network.run(values as Float32Array);
  const bytes = await after.run({ mask, celeb, celeb_mask: celebMask });
  return { face: bytes.swapped as Uint8Array, mask: bytes.smallerMask as Uint8Array };
}

/** Builds the network that converts RGB bytes to BGR, 0..1. */
function buildInputGraph(size: number) {
  const face = new Graph().input('face', [1, size, size, 3], 'uint8');
  return buildInference({ values: multiply(cast(reverse(face, -1), 'float32'), 1 / 255) });
}

/** Builds the network that converts the swapped face to RGB bytes, and takes the smaller one of both masks, like FaceFusion. */
function buildOutputGraph(size: number) {
  const graph = new Graph();
  const mask = graph.input('mask', [1, size, size, 1]);
  const celeb = graph.input('celeb', [1, size, size, 3]);
  const celebMask = graph.input('celeb_mask', [1, size, size, 1]);
  const bytes = (value: typeof mask) => cast(add(multiply(clamp(value, 0, 1), 255), 0.5), 'uint8');
  return buildInference({ swapped: bytes(reverse(celeb, -1)), smallerMask: bytes(minimum(mask, celebMask)) });
}
