import { openInferenceSession } from '../../runtime/inferenceSession';
import { buildInference } from '../../tensor/inferenceModel';
import { buildBothSidesGraph } from '../models/inferenceGraphs';
import type { Model, Side } from '../models/model';
import type { PreviewFaces } from './previewFaces';
import type { PreviewOutputs } from './previewSheet';

/** Model that renders preview faces. The weights are given for each preview. */
export interface FaceRenderer {
  readonly model: Model;
  readonly threads?: number | undefined;
}

/** Renders the faces of both sides as A and as B. Its sessions are released at once, because training needs the memory. */
export async function renderPreviewFaces(
  { model, threads }: FaceRenderer,
  { a, b }: Readonly<Record<Side, PreviewFaces>>,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<PreviewOutputs> {
  const renderBoth = async (faces: PreviewFaces) => {
    const session = await openInferenceSession(buildInference(buildBothSidesGraph(model, faces.count)), {
      weights,
      threads,
    });
    try {
      const output = await session.run({ faces: faces.input });
      return { a: requireBytes(output.a), b: requireBytes(output.b) };
    } finally {
      await session.release();
    }
  };
  const [ofA, ofB] = [await renderBoth(a), await renderBoth(b)];
  return { a, b, aToA: ofA.a, aToB: ofA.b, bToB: ofB.b, bToA: ofB.a };
}

function requireBytes(content: unknown): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new Error('the preview graph must return bytes');
  return content;
}
