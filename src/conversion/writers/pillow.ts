import { bool, choice, type IniSection } from '../../options/option';
import { drawTransparent, format, jpgQuality, pngLevel, separateMask, unusedImages } from './imageOptions';
import type { Writer } from './writer';

const options = {
  format: format('png', ['bmp', 'gif', 'jpg', 'jp2', 'png', 'ppm', 'tif']),
  draw_transparent: drawTransparent,
  separate_mask: separateMask,
  optimize: bool(unusedImages, false, 'Optimize the files: they become smaller and take longer to write.'),
  gif_interlace: bool(unusedImages, true, 'Interlace GIF files.'),
  jpg_quality: jpgQuality,
  png_compress_level: pngLevel(unusedImages),
  tif_compression: choice(
    unusedImages,
    'tiff_deflate',
    [
      ...['none', 'tiff_ccitt', 'group3', 'group4', 'tiff_jpeg', 'tiff_adobe_deflate', 'tiff_thunderscan'],
      ...['tiff_deflate', 'tiff_sgilog', 'tiff_sgilog24', 'tiff_raw_16'],
    ],
    'Compression of TIFF files.',
  ),
} as const satisfies IniSection;

/** Not available yet. */
export const pillowWriter = {
  name: 'pillow',
  help: 'Images of further kinds.',
  options,
} as const satisfies Writer<typeof options>;
