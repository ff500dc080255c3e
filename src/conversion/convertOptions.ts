import type { IniTable, IniValues } from '../options/option';
import { maskBlendOptions } from './options/blending';
import { colorOptions, sharpenOptions } from './options/colour';
import { imageWriterOptions } from './options/imageWriters';
import { videoWriterOptions } from './options/videoWriter';

/** The options of `convert.ini`, under faceswap's own sections and keys. */
export const convertOptionTable = {
  ...colorOptions,
  'mask.mask_blend': maskBlendOptions,
  ...sharpenOptions,
  'writer.ffmpeg': videoWriterOptions,
  ...imageWriterOptions,
} as const satisfies IniTable;

export type ConvertIniOptions = IniValues<typeof convertOptionTable>;
