import { writeFileAtomic } from '../media/atomicFile';
import type { TrainOptions } from '../options/trainOptions';
import { type InferenceSession, openInferenceSession } from '../runtime/inferenceSession';
import type { JobContext } from '../shared/jobEvents';
import { buildInference } from '../tensor/inferenceModel';
import type { CropGeometry } from './loader/faceBatch';
import { composePreview, type PreviewFaces, previewFaces } from './loader/preview';
import { previewPath } from './modelFiles';
import type { Model, Side } from './models/model';
import { swapGraph } from './trainingGraph';
import type { TrainingObserver } from './workflow/observer';

export interface PreviewSetup {
  readonly modelDir: string;
  readonly model: Model;
  readonly geometry: CropGeometry;
  readonly options: TrainOptions['trainer.augmentation'];
  readonly folders: Readonly<Record<Side, string>>;
  readonly threads?: number;
}

/** The picture that shows what a model makes of the same few faces as it learns, drawn at each save. */
export async function openTrainingPreview(setup: PreviewSetup, job: JobContext): Promise<TrainingObserver> {
  const { geometry, options, folders } = setup;
  const a = await previewFaces(folders.a, geometry, options.preview_images);
  const b = await previewFaces(folders.b, geometry, options.preview_images);
  const path = previewPath(setup.modelDir);
  return {
    async saved({ weights }) {
      const outputs = { a, b, ...(await draw(setup, weights, a, b)) };
      const look = { maskOverlay: true, maskOpacity: options.mask_opacity, maskColor: options.mask_color };
      await writeFileAtomic(path, await composePreview(outputs, geometry, look));
      job.emit({ type: 'preview', path });
    },
  };
}

/** The four ways from a side's faces to a side's likeness. The sessions live for one picture: training needs the memory. */
async function draw(
  { model, threads }: PreviewSetup,
  weights: ReadonlyMap<string, Float32Array>,
  a: PreviewFaces,
  b: PreviewFaces,
) {
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
