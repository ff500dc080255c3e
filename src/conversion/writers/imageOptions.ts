import { bool, choice, int } from '../../options/option';

// Keys that the sections of several image writers have.

export const images = { group: 'images' } as const;
export const unusedImages = { group: 'images', unused: true } as const;

export const drawTransparent = bool(unusedImages, false, 'Write the swapped face alone, on a transparent background.');
export const separateMask = bool(unusedImages, false, 'Write the mask into a folder of its own.');
export const jpgQuality = int(unusedImages, 75, [1, 95], 'Quality of JPEG files.');

export const pngLevel = (shared: typeof images | typeof unusedImages) =>
  int(shared, 3, [0, 9], 'Compression of PNG files: higher levels make smaller files and take longer.');

export const format = <const Choice extends string>(value: Choice, choices: readonly Choice[]) =>
  choice(unusedImages, value, choices, 'Format of the image files.');
