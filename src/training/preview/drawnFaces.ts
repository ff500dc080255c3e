import { openInferenceSession } from '../../runtime/inferenceSession';
import { buildInference } from '../../tensor/inferenceModel';
import { buildBothSidesGraph } from '../models/inferenceGraphs';
import type { Model, Side } from '../models/model';
import type { PreviewFaces } from './previewFaces';
import type { PreviewOutputs } from './previewSheet';

/** Who draws: the weights come with each picture. */
export interface FaceRenderer {
  readonly model: Model;
  readonly threads?: number | undefined;
}

/** The four ways from a side's faces to a side's likeness. The sessions live for one picture: training needs the memory. */
export async function renderPreviewFaces(
  { model, threads }: FaceRenderer,
  { a, b }: Readonly<Record<Side, PreviewFaces>>,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<PreviewOutputs> {
  const likenesses = async (faces: PreviewFaces) => {
    const session = await openInferenceSession(buildInference(buildBothSidesGraph(model, faces.count)), {
      weights,
      threads,
    });
    try {
      const made = await session.run({ faces: faces.input });
      return { a: requireBytes(made.a), b: requireBytes(made.b) };
    } finally {
      await session.release();
    }
  };
  const [ofA, ofB] = [await likenesses(a), await likenesses(b)];
  return { a, b, aToA: ofA.a, aToB: ofA.b, bToB: ofB.b, bToA: ofB.a };
}

function requireBytes(content: unknown): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new Error('the graph of likenesses gives bytes');
  return content;
}
