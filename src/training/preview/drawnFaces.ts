import { openInferenceSession } from '../../runtime/inferenceSession';
import { buildInference } from '../../tensor/inferenceModel';
import { likenessGraph } from '../models/inferenceGraphs';
import type { Model, Side } from '../models/model';
import type { PreviewFaces, PreviewOutputs } from './previewSheet';

/** Who draws: the weights come with each picture. */
export interface Artist {
  readonly model: Model;
  readonly threads?: number | undefined;
}

/** The four ways from a side's faces to a side's likeness. The sessions live for one picture: training needs the memory. */
export async function drawnFaces(
  { model, threads }: Artist,
  { a, b }: Readonly<Record<Side, PreviewFaces>>,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<PreviewOutputs> {
  const likenesses = async (faces: PreviewFaces) => {
    const session = await openInferenceSession(buildInference(likenessGraph(model, faces.count)), { weights, threads });
    try {
      const made = await session.run({ faces: faces.input });
      return { a: bytesOf(made.a), b: bytesOf(made.b) };
    } finally {
      await session.release();
    }
  };
  const [ofA, ofB] = [await likenesses(a), await likenesses(b)];
  return { a, b, aToA: ofA.a, aToB: ofA.b, bToB: ofB.b, bToA: ofB.a };
}

function bytesOf(content: unknown): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new Error('the graph of likenesses gives bytes');
  return content;
}
