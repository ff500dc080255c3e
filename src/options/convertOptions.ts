import { maskBlendOptions } from './convert/blending';
import { colorOptions, sharpenOptions } from './convert/colour';
import { imageWriterOptions } from './convert/imageWriters';
import { videoWriterOptions } from './convert/videoWriter';
import type { OptionTable, OptionValues } from './optionRecord';

/** The options of `convert.ini`, under faceswap's own sections and keys. */
export const convertOptionTable = {
  ...colorOptions,
  'mask.mask_blend': maskBlendOptions,
  ...sharpenOptions,
  'writer.ffmpeg': videoWriterOptions,
  ...imageWriterOptions,
} as const satisfies OptionTable;

export type ConvertIniOptions = OptionValues<typeof convertOptionTable>;
