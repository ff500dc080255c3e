import { bool, choice, type IniSection, int } from '../../options/option';
import { unusedImages } from './imageOptions';
import type { Writer } from './writer';

const options = {
  fps: int(unusedImages, 25, [1, 60], 'Frames per second.'),
  loop: int(unusedImages, 0, [0, 100], 'Number of times that the GIF plays. 0: forever.'),
  palette_size: choice(unusedImages, '256', ['2', '4', '8', '16', '32', '64', '128', '256'], 'Number of colors.'),
  dithering: bool(unusedImages, false, 'Imitate missing colors with dots of other colors (dithering).'),
} as const satisfies IniSection;

/** Not available yet. */
export const gifWriter = {
  name: 'gif',
  help: 'An animated GIF.',
  options,
} as const satisfies Writer<typeof options>;
