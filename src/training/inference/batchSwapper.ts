import { type InferenceSession, openInferenceSession } from '../../runtime/inferenceSession';
import { buildInference } from '../../tensor/inferenceModel';
import { buildSwapGraph } from '../models/inferenceGraphs';
import type { Model, Side } from '../models/model';

/** Swapped face, RGB bytes [outputSize, outputSize, 3], and its mask, [outputSize, outputSize], empty if not requested. */
export interface SwappedFace {
  readonly face: Uint8Array;
  readonly mask: Uint8Array;
}

export interface BatchSwapperSettings {
  readonly model: Model;
  readonly side: Side;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Most faces that go through the network together. */
  readonly maxBatchSize: number;
  readonly threads: number | undefined;
  /** Whether to compute masks. If not, they are empty arrays. */
  readonly withMasks: boolean;
}

/**
 * Swaps any number of faces with graphs of fixed batch sizes: powers of two, each built when it is first needed. All of
 * them share the weights.
 */
export class BatchSwapper {
  readonly #sessions = new Map<number, Promise<InferenceSession>>();

  constructor(private readonly setup: BatchSwapperSettings) {}

  /** @param faces RGB bytes [inputSize, inputSize, 3] each */
  async swap(faces: readonly Uint8Array[]): Promise<SwappedFace[]> {
    const swapped: SwappedFace[] = [];
    while (swapped.length < faces.length) {
      const size = 2 ** Math.floor(Math.log2(Math.min(this.setup.maxBatchSize, faces.length - swapped.length)));
      swapped.push(...(await this.#swapBatch(faces.slice(swapped.length, swapped.length + size))));
    }
    return swapped;
  }

  async #swapBatch(faces: readonly Uint8Array[]): Promise<SwappedFace[]> {
    const count = faces.length;
    const inputBytes = this.setup.model.inputSize ** 2 * 3;
    const batch = new Uint8Array(count * inputBytes);
    for (const [i, face] of faces.entries()) batch.set(face, i * inputBytes);
    const { swapped, mask = new Uint8Array() } = await (await this.#getSession(count)).run({ faces: batch });
    const [images, masks] = [splitEvenly(swapped as Uint8Array, count), splitEvenly(mask as Uint8Array, count)];
    return images.map((face, i) => ({ face, mask: masks[i]! }));
  }

  #getSession(batchSize: number): Promise<InferenceSession> {
    const known = this.#sessions.get(batchSize);
    if (known) return known;
    const { model, side, withMasks, weights, threads } = this.setup;
    const { swapped, mask } = buildSwapGraph(model, side, batchSize);
    const built = buildInference(withMasks ? { swapped, mask } : { swapped });
    // Busy-waiting threads would take the cores from ffmpeg, which decodes and encodes at the same time.
    const session = openInferenceSession(built, { weights, threads, idleThreads: 'sleep' });
    this.#sessions.set(batchSize, session);
    return session;
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
  }
}

/** Splits `bytes` into `count` equal parts. */
function splitEvenly(bytes: Uint8Array, count: number): Uint8Array[] {
  const length = bytes.length / count;
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * length, (i + 1) * length));
}
