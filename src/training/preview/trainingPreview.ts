import { writeFileAtomic } from '../../files/atomicFile';
import type { TrainOptions } from '../../options/trainOptions';
import type { JobContext } from '../../shared/jobEvents';
import type { CropGeometry } from '../data/cropGeometry';
import type { Side } from '../models/model';
import { maskedPreviewPath, previewPath } from '../store/modelFiles';
import type { Moment, TrainingObserver } from '../store/trainingObserver';
import { type Artist, drawnFaces } from './drawnFaces';
import { previewPicturePath } from './previewFolder';
import { PreviewHistory } from './previewHistory';
import { composePreview, type PreviewOutputs, previewFaces } from './previewSheet';

export interface PreviewSetup extends Artist {
  readonly modelDir: string;
  readonly geometry: CropGeometry;
  readonly options: TrainOptions['trainer.augmentation'];
  readonly folders: Readonly<Record<Side, string>>;
  /** Iterations the model has had. */
  readonly iteration: number;
}

/**
 * What a model makes of the same few faces as it learns, drawn at each save and when the user asks: for the monitor a
 * sheet in the model's history of previews, and at a save the picture of faceswap's layout as well, as it is and with a
 * tint over what lies outside the face masks.
 */
export async function openTrainingPreview(setup: PreviewSetup, job: JobContext): Promise<TrainingObserver> {
  const { modelDir, geometry, options, folders } = setup;
  const faces = {
    a: await previewFaces(folders.a, geometry, options.preview_images),
    b: await previewFaces(folders.b, geometry, options.preview_images),
  };
  const history = await PreviewHistory.open(modelDir, geometry, faces, setup.iteration);
  const draw = async ({ iteration, weights }: Moment): Promise<PreviewOutputs> => {
    const begunAt = performance.now();
    const outputs = await drawnFaces(setup, faces, weights);
    await history.add({ iteration, outputs, begunAt });
    return outputs;
  };
  const look = { maskOpacity: options.mask_opacity, maskColor: options.mask_color };
  return {
    async saved(save) {
      const outputs = await draw(save);
      const path = previewPath(modelDir);
      await writeFileAtomic(path, await composePreview(outputs, geometry, look));
      const masked = await composePreview(outputs, geometry, { ...look, maskOverlay: true });
      await writeFileAtomic(maskedPreviewPath(modelDir), masked);
      job.emit({ type: 'preview', path });
    },
    async previewAsked(moment) {
      await draw(moment);
      job.emit({ type: 'preview', path: previewPicturePath(modelDir, moment.iteration) });
    },
  };
}
