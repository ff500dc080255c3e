import { writeFileAtomic } from '../../files/atomicFile';
import type { JobContext } from '../../shared/jobEvents';
import type { CropGeometry } from '../data/cropGeometry';
import type { Side } from '../models/model';
import type { TrainOptions } from '../settings/trainOptions';
import { getMaskedPreviewPath, getPreviewPath } from '../store/modelFiles';
import type { ModelWeights, TrainingObserver } from '../store/trainingObserver';
import { type FaceRenderer, renderPreviewFaces } from './drawnFaces';
import { readPreviewFaces } from './previewFaces';
import { getPreviewImagePath } from './previewFolder';
import { PreviewHistory } from './previewHistory';
import { encodePreviewPng, type PreviewOutputs } from './previewSheet';

export interface TrainingPreviewSettings extends FaceRenderer {
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
export async function openTrainingPreview(setup: TrainingPreviewSettings, job: JobContext): Promise<TrainingObserver> {
  const { modelDir, geometry, options, folders } = setup;
  const faces = {
    a: await readPreviewFaces(folders.a, geometry, options.preview_images),
    b: await readPreviewFaces(folders.b, geometry, options.preview_images),
  };
  const history = await PreviewHistory.open(modelDir, geometry, faces, setup.iteration);
  const draw = async ({ iteration, weights }: ModelWeights): Promise<PreviewOutputs> => {
    const begunAt = performance.now();
    const outputs = await renderPreviewFaces(setup, faces, weights);
    await history.add({ iteration, outputs, begunAt });
    return outputs;
  };
  const look = { maskOpacity: options.mask_opacity, maskColor: options.mask_color };
  return {
    async onSave(save) {
      const outputs = await draw(save);
      const path = getPreviewPath(modelDir);
      await writeFileAtomic(path, await encodePreviewPng(outputs, geometry, look));
      const masked = await encodePreviewPng(outputs, geometry, { ...look, maskOverlay: true });
      await writeFileAtomic(getMaskedPreviewPath(modelDir), masked);
      job.emit({ type: 'preview', path });
    },
    async onPreviewRequest(moment) {
      await draw(moment);
      job.emit({ type: 'preview', path: getPreviewImagePath(modelDir, moment.iteration) });
    },
  };
}
