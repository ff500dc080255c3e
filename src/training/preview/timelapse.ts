import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import { encodeJpeg } from '../../media/imageFile';
import type { CropGeometry } from '../data/cropGeometry';
import type { Side } from '../models/model';
import type { TrainOptions } from '../settings/trainOptions';
import type { TrainingObserver } from '../store/trainingObserver';
import { type FaceRenderer, renderPreviewFaces } from './faceRenderer';
import { readPreviewFaces } from './previewFaces';
import { drawPreview } from './previewSheet';

export interface TimelapseSettings extends FaceRenderer {
  readonly geometry: CropGeometry;
  readonly options: TrainOptions['trainer.augmentation'];
  /** Face PNGs of each side. */
  readonly folders: Readonly<Record<Side, string>>;
  /** Folder for the images. */
  readonly output: string;
}

/**
 * Opens an observer that writes an image at each save, with the model's output for the same faces: the first ones of the
 * folders by name. The images are named by iteration, so that they are in order for `faceswap timelapse`, which makes a
 * video of them.
 */
export async function openTimelapse(setup: TimelapseSettings): Promise<TrainingObserver> {
  const { geometry, options, folders, output } = setup;
  const readFirst = (folder: string) => readPreviewFaces(folder, geometry, options.preview_images, { spread: false });
  const faces = { a: await readFirst(folders.a), b: await readFirst(folders.b) };
  await createFolder(output); // fails before the training, not after it
  return {
    async onSave({ iteration, weights }) {
      const image = await drawPreview(await renderPreviewFaces(setup, faces, weights), geometry, {
        maskColor: options.mask_color,
      });
      const path = join(output, `${String(iteration).padStart(8, '0')}.jpg`);
      await writeFileAtomic(path, await encodeJpeg(image, { quality: 92, xmp: defaultDisclosureXmp }));
    },
  };
}
