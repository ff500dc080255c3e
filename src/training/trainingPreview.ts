import { writeFileAtomic } from '../media/atomicFile';
import type { TrainOptions } from '../options/trainOptions';
import type { JobContext } from '../shared/jobEvents';
import { type Artist, drawnFaces } from './drawnFaces';
import type { CropGeometry } from './loader/faceBatch';
import { composePreview, previewFaces } from './loader/preview';
import { maskedPreviewPath, previewPath } from './modelFiles';
import type { Side } from './models/model';
import type { TrainingObserver } from './workflow/observer';

export interface PreviewSetup extends Artist {
  readonly modelDir: string;
  readonly geometry: CropGeometry;
  readonly options: TrainOptions['trainer.augmentation'];
  readonly folders: Readonly<Record<Side, string>>;
}

/**
 * The picture that shows what a model makes of the same few faces as it learns, drawn at each save: as it is, and once
 * more with a tint over what lies outside the face masks.
 */
export async function openTrainingPreview(setup: PreviewSetup, job: JobContext): Promise<TrainingObserver> {
  const { modelDir, geometry, options, folders } = setup;
  const faces = {
    a: await previewFaces(folders.a, geometry, options.preview_images),
    b: await previewFaces(folders.b, geometry, options.preview_images),
  };
  const path = previewPath(modelDir);
  const look = { maskOpacity: options.mask_opacity, maskColor: options.mask_color };
  return {
    async saved({ weights }) {
      const outputs = await drawnFaces(setup, faces, weights);
      await writeFileAtomic(path, await composePreview(outputs, geometry, look));
      const masked = await composePreview(outputs, geometry, { ...look, maskOverlay: true });
      await writeFileAtomic(maskedPreviewPath(modelDir), masked);
      job.emit({ type: 'preview', path });
    },
  };
}
