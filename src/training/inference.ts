import { type InferenceSession, openInferenceSession } from '../runtime/inferenceSession';
import { buildInference } from '../tensor/inferenceModel';
import { sizeOf } from '../tensor/shapes';
import type { CropGeometry, DrawnMaskType } from './loader/faceBatch';
import { isStoredMask } from './loader/storedMasks';
import { geometryOf } from './modelGeometry';
import type { Model, Side } from './models/model';
import { foreignWeights } from './sessionState';
import { openTrainedModel } from './trainedModel';
import { swapGraph } from './trainingGraph';

export interface SwapperOptions {
  /** Draw faces of B in the likeness of A, instead of A's in that of B. */
  readonly swap?: boolean;
  /** Threads; all cores when absent. */
  readonly threads?: number;
}

/** A trained model at work: faces of one person in, the other's likeness out. Its geometry is that of its training. */
export interface Swapper extends Omit<CropGeometry, 'maskType'> {
  /** Stored masks lie in training faces only: a model trained with one is swapped with `extended`. */
  readonly maskType: DrawnMaskType;
  readonly trainer: string;
  /** Iterations the model has had. */
  readonly iterations: number;
  /** Faces that the user wants to go through together. */
  readonly batchSize: number;
  /** RGB bytes [inputSize, inputSize, 3] each, to RGB bytes [outputSize, outputSize, 3] each. */
  swap(faces: readonly Uint8Array[]): Promise<Uint8Array[]>;
  release(): Promise<void>;
}

/** @throws UserError when the folder has no model, or a damaged one */
export async function openSwapper(modelDir: string, { swap = false, threads }: SwapperOptions = {}): Promise<Swapper> {
  const { trainer, model, options, checkpoint } = await openTrainedModel(modelDir);
  const { state, weights } = checkpoint;
  const arrays = new Map([...weights].map(([name, { data }]) => [name, data]));
  requireWeights(model, arrays, modelDir);
  const batches = new SwapBatches(model, swap ? 'a' : 'b', arrays, options.global.convert_batchsize, threads);
  const geometry = geometryOf(model, options);
  return {
    ...geometry,
    maskType: isStoredMask(geometry.maskType) ? 'extended' : geometry.maskType,
    trainer,
    iterations: state.iterations,
    batchSize: options.global.convert_batchsize,
    swap: (faces) => batches.swap(faces),
    release: () => batches.release(),
  };
}

function requireWeights(model: Model, weights: ReadonlyMap<string, Float32Array>, modelDir: string): void {
  for (const side of ['a', 'b'] as const) {
    const { parameters } = buildInference({ swapped: swapGraph(model, side, 1).swapped });
    for (const [name, { shape }] of Object.entries(parameters))
      if (weights.get(name)?.length !== sizeOf(shape)) throw foreignWeights(modelDir, name);
  }
}

/**
 * Any number of faces through graphs of fixed batch sizes: powers of two, each built when it is first wanted. The
 * weights are there once for all of them.
 */
class SwapBatches {
  readonly #sessions = new Map<number, Promise<InferenceSession>>();

  constructor(
    private readonly model: Model,
    private readonly side: Side,
    private readonly weights: ReadonlyMap<string, Float32Array>,
    private readonly largest: number,
    private readonly threads: number | undefined,
  ) {}

  async swap(faces: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const swapped: Uint8Array[] = [];
    while (swapped.length < faces.length) {
      const size = 2 ** Math.floor(Math.log2(Math.min(this.largest, faces.length - swapped.length)));
      swapped.push(...(await this.#swapBatch(faces.slice(swapped.length, swapped.length + size))));
    }
    return swapped;
  }

  async #swapBatch(faces: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const { inputSize, outputSize } = this.model;
    const batch = new Uint8Array(faces.length * inputSize ** 2 * 3);
    for (const [i, face] of faces.entries()) batch.set(face, i * inputSize ** 2 * 3);
    const { swapped } = await (await this.#session(faces.length)).run({ faces: batch });
    const bytes = swapped as Uint8Array;
    return faces.map((_, i) => bytes.subarray(i * outputSize ** 2 * 3, (i + 1) * outputSize ** 2 * 3));
  }

  #session(batchSize: number): Promise<InferenceSession> {
    const known = this.#sessions.get(batchSize);
    if (known) return known;
    const { swapped } = swapGraph(this.model, this.side, batchSize);
    const { weights, threads } = this;
    // Spinning threads would take the cores from ffmpeg, which decodes and encodes beside.
    const session = openInferenceSession(buildInference({ swapped }), { weights, threads, idleThreads: 'sleep' });
    this.#sessions.set(batchSize, session);
    return session;
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
  }
}
