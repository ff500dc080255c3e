import { bool, choice, type IniSection, int } from '../../options/option';
import { format, pngLevel, separateMask, unusedImages } from './imageOptions';
import type { Writer } from './writer';

const options = {
  start_index: choice(unusedImages, '0', ['0', '1'], 'Number of the first frame.'),
  index_offset: int(unusedImages, 0, [0, 1000], 'Number added to all frame numbers.'),
  number_padding: int(unusedImages, 6, [0, 10], 'Number of digits in file names.'),
  include_filename: bool(unusedImages, true, 'Start file names with the name of the source.'),
  face_index_location: choice(
    unusedImages,
    'before',
    ['before', 'after'],
    'Position of the face number: before or after the frame number.',
  ),
  origin: choice(
    unusedImages,
    'bottom-left',
    ['top-left', 'bottom-left', 'top-right', 'bottom-right'],
    'Corner from which positions are measured.',
  ),
  empty_frames: choice(unusedImages, 'blank', ['skip', 'blank'], 'Skip frames without a face, or write them blank.'),
  json_output: bool(unusedImages, false, 'Also write matrices.json.'),
  separate_mask: separateMask,
  bit_depth: choice(unusedImages, '16', ['8', '16', '32'], 'Bits per channel.'),
  format: format('png', ['png', 'tiff']),
  png_compress_level: pngLevel(unusedImages),
  tiff_compression_method: choice(unusedImages, 'lzw', ['none', 'lzw', 'deflate'], 'Compression of TIFF files.'),
} as const satisfies IniSection;

/** Not available yet. */
export const patchWriter = {
  name: 'patch',
  help: 'The swapped faces alone, as images with their positions.',
  options,
} as const satisfies Writer<typeof options>;
