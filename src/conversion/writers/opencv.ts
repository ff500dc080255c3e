import { openImageFolderWriter } from '../../media/imageFolder';
import type { IniSection } from '../../options/option';
import { drawTransparent, format, images, jpgQuality, pngLevel, separateMask } from './imageOptions';
import type { Writer } from './writer';

const options = {
  format: format('png', ['bmp', 'jpg', 'jp2', 'png', 'ppm']),
  draw_transparent: drawTransparent,
  separate_mask: separateMask,
  jpg_quality: jpgQuality,
  png_compress_level: pngLevel(images),
} as const satisfies IniSection;

export const opencvWriter = {
  name: 'opencv',
  help: 'A folder of PNG images.',
  options,
  canWrite: () => true,
  open: ({ output, disclosure }, { png_compress_level: compressionLevel }) =>
    openImageFolderWriter(output, { xmp: disclosure.xmp, compressionLevel }),
} as const satisfies Writer<typeof options>;
