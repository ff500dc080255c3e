import { openInferenceSession } from '../../../runtime/inferenceSession';
import { buildInference } from '../../../tensor/inferenceModel';
import { buildBothSidesGraph } from '../../models/inferenceGraphs';
import type { Side } from '../../models/model';
import type { FaceRenderer } from '../../preview/faceRenderer';

/** Faces that go through the network together. */
const maxBatchSize = 16;

/** The same faces as either side, RGB bytes [outputSize, outputSize, 3] each; only the sides that were asked for. */
export type DrawnFaces = Readonly<Record<Side, readonly Uint8Array[]>>;

/**
 * Draws faces as A, as B, or both. Its session is released at once, because training needs the memory.
 * @param inputs RGB bytes [inputSize, inputSize, 3] each
 */
export async function drawFaces(
  { model, threads }: FaceRenderer,
  inputs: readonly Uint8Array[],
  sides: readonly Side[],
  weights: ReadonlyMap<string, Float32Array>,
): Promise<DrawnFaces> {
  const drawn: Record<Side, Uint8Array[]> = { a: [], b: [] };
  if (inputs.length === 0) return drawn;
  const batchSize = Math.min(maxBatchSize, inputs.length);
  const graph = buildBothSidesGraph(model, batchSize);
  const outputs = Object.fromEntries(sides.map((side) => [side, graph[side]]));
  const session = await openInferenceSession(buildInference(outputs), { weights, threads, idleThreads: 'sleep' });
  const edge = model.inputSize;
  try {
    for (let first = 0; first < inputs.length; first += batchSize) {
      const chosen = inputs.slice(first, first + batchSize);
      const faces = new Uint8Array(batchSize * edge * edge * 3);
      for (const [i, input] of chosen.entries()) faces.set(input, i * edge * edge * 3);
      const results = await session.run({ faces });
      for (const side of sides) {
        const pixels = results[side] as Uint8Array;
        const length = pixels.length / batchSize;
        drawn[side].push(...chosen.map((_, i) => pixels.slice(i * length, (i + 1) * length)));
      }
    }
  } finally {
    await session.release();
  }
  return drawn;
}
