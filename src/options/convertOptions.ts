import { maskBlendOptions } from './convert/blending';
import { colorOptions, sharpenOptions } from './convert/colour';
import { imageWriterOptions } from './convert/imageWriters';
import { videoWriterOptions } from './convert/videoWriter';
import type { IniTable, IniValues } from './option';

/** The options of `convert.ini`, under faceswap's own sections and keys. */
export const convertOptionTable = {
  ...colorOptions,
  'mask.mask_blend': maskBlendOptions,
  ...sharpenOptions,
  'writer.ffmpeg': videoWriterOptions,
  ...imageWriterOptions,
} as const satisfies IniTable;

export type ConvertIniOptions = IniValues<typeof convertOptionTable>;
