import { writeFileAtomic } from '../../files/atomicFile';
import type { JobContext } from '../../shared/jobEvents';
import type { CropGeometry } from '../data/cropGeometry';
import type { Side } from '../models/model';
import type { TrainOptions } from '../settings/trainOptions';
import { getMaskedPreviewPath, getPreviewPath } from '../store/modelFiles';
import type { ModelWeights, TrainingObserver } from '../store/trainingObserver';
import { type FaceRenderer, renderPreviewFaces } from './faceRenderer';
import { readPreviewFaces } from './previewFaces';
import { getPreviewImagePath } from './previewFolder';
import { PreviewHistory } from './previewHistory';
import { encodePreviewPng, type PreviewOutputs } from './previewSheet';

export interface TrainingPreviewSettings extends FaceRenderer {
  readonly modelDir: string;
  readonly geometry: CropGeometry;
  readonly options: TrainOptions['trainer.augmentation'];
  readonly folders: Readonly<Record<Side, string>>;
  /** Iterations of the model so far. */
  readonly iteration: number;
}

/**
 * Opens an observer that draws the model's output for the same few faces at each save and at the user's request. It adds
 * a sheet to the history of previews for the monitor. At a save it also writes the preview in faceswap's layout, once plain
 * and once with a tint outside the face masks.
 */
export async function openTrainingPreview(setup: TrainingPreviewSettings, job: JobContext): Promise<TrainingObserver> {
  const { modelDir, geometry, options, folders } = setup;
  const faces = {
    a: await readPreviewFaces(folders.a, geometry, options.preview_images),
    b: await readPreviewFaces(folders.b, geometry, options.preview_images),
  };
  const history = await PreviewHistory.open(modelDir, geometry, faces, setup.iteration);
  const draw = async ({ iteration, weights }: ModelWeights): Promise<PreviewOutputs> => {
    const startedAt = performance.now();
    const outputs = await renderPreviewFaces(setup, faces, weights);
    await history.add({ iteration, outputs, startedAt });
    return outputs;
  };
  const appearance = { maskOpacity: options.mask_opacity, maskColor: options.mask_color };
  return {
    async onSave(save) {
      const outputs = await draw(save);
      const path = getPreviewPath(modelDir);
      await writeFileAtomic(path, await encodePreviewPng(outputs, geometry, appearance));
      const masked = await encodePreviewPng(outputs, geometry, { ...appearance, maskOverlay: true });
      await writeFileAtomic(getMaskedPreviewPath(modelDir), masked);
      job.emit({ type: 'preview', path });
    },
    async onPreviewRequest(current) {
      await draw(current);
      job.emit({ type: 'preview', path: getPreviewImagePath(modelDir, current.iteration) });
    },
  };
}
