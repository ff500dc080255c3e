import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import { encodeJpeg } from '../../media/imageFile';
import type { CropGeometry } from '../data/cropGeometry';
import type { Side } from '../models/model';
import type { TrainOptions } from '../settings/trainOptions';
import type { TrainingObserver } from '../store/trainingObserver';
import { type FaceRenderer, renderPreviewFaces } from './drawnFaces';
import { readPreviewFaces } from './previewFaces';
import { drawPreview } from './previewSheet';

export interface TimelapseSettings extends FaceRenderer {
  readonly geometry: CropGeometry;
  readonly options: TrainOptions['trainer.augmentation'];
  /** Face PNGs of each side. */
  readonly folders: Readonly<Record<Side, string>>;
  /** Folder for the pictures. */
  readonly output: string;
}

/**
 * A picture at each save of what the model makes of the same faces, the first of the folders by name: named by its
 * iteration, so that the pictures are in order and `faceswap timelapse` makes a video of them.
 */
export async function openTimelapse(setup: TimelapseSettings): Promise<TrainingObserver> {
  const { geometry, options, folders, output } = setup;
  const first = (folder: string) => readPreviewFaces(folder, geometry, options.preview_images, { spread: false });
  const faces = { a: await first(folders.a), b: await first(folders.b) };
  await mkdir(output, { recursive: true }); // what stands in its way is told before the training, not after it
  return {
    async onSave({ iteration, weights }) {
      const picture = await drawPreview(await renderPreviewFaces(setup, faces, weights), geometry, {
        maskColor: options.mask_color,
      });
      const path = join(output, `${String(iteration).padStart(8, '0')}.jpg`);
      await writeFileAtomic(path, await encodeJpeg(picture, { quality: 92, xmp: defaultDisclosureXmp }));
    },
  };
}
