import sharp from 'sharp';
import { t } from '../../shared/l10n';
import { openFaceMiddle } from './faceMiddle';
import type { PictureInput, PictureMeasure } from './measure';

/** Faces are measured at one size, so that they compare whatever the size of their files. */
const sharpnessSize = 128;

/** The standard deviation of the Laplacian of the middle of the face: the lower, the more blurred. */
export const sharpness = {
  name: 'sharpness',
  label: 'sharpness',
  unit: '',
  range: [0, 3],
  direction: 'the picture shows more detail',
  formula:
    'the standard deviation of the Laplacian of the middle half of the picture, gray and reduced or enlarged to 128 pixels',
  from: 'picture',
  orderLabel: 'Blurriest first',
  describe: (value: number) => t('sharpness {0}', value.toFixed(2)),
  async measure(input: PictureInput): Promise<number> {
    const middle = await openFaceMiddle(input)
      .resize(sharpnessSize, sharpnessSize)
      .grayscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { channels } = middle.info;
    const { sharpness } = await sharp(middle.data, {
      raw: { width: sharpnessSize, height: sharpnessSize, channels },
    }).stats();
    return sharpness;
  },
} as const satisfies PictureMeasure;
