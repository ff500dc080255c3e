import { type InferenceSession, openInferenceSession } from '../runtime/inferenceSession';
import { buildInference } from '../tensor/inferenceModel';
import type { PreviewFaces, PreviewOutputs } from './loader/preview';
import type { Model, Side } from './models/model';
import { swapGraph } from './trainingGraph';

/** Who draws: the weights come with each picture. */
export interface Artist {
  readonly model: Model;
  readonly threads?: number;
}

/** The four ways from a side's faces to a side's likeness. The sessions live for one picture: training needs the memory. */
export async function drawnFaces(
  { model, threads }: Artist,
  { a, b }: Readonly<Record<Side, PreviewFaces>>,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<PreviewOutputs> {
  const likeness = async (faces: PreviewFaces, side: Side) => {
    const { graph: _, swapped } = swapGraph(model, side, faces.count);
    const session = await openInferenceSession(buildInference({ swapped }), { weights, threads });
    try {
      return await outputOf(session, faces.input);
    } finally {
      await session.release();
    }
  };
  return {
    a,
    b,
    aToA: await likeness(a, 'a'),
    aToB: await likeness(a, 'b'),
    bToB: await likeness(b, 'b'),
    bToA: await likeness(b, 'a'),
  };
}

async function outputOf(session: InferenceSession, faces: Uint8Array): Promise<Uint8Array> {
  const { swapped } = await session.run({ faces });
  if (!(swapped instanceof Uint8Array)) throw new Error('the swap graph gives bytes');
  return swapped;
}
