import { bool, choice, int } from '../../options/option';

// Of the image writers one thing is read here: how hard the PNGs of `writer.opencv`, the usual ones, are compressed.

const images = { group: 'images' } as const;
const unused = { group: 'images', unused: true } as const;

const transparent = bool(unused, false, 'Write the swapped face alone, on nothing.');
const separateMask = bool(unused, false, 'Write the mask into a folder of its own.');
const jpgQuality = int(unused, 75, [1, 95], 'Quality of JPEG files.');
const pngLevel = (shared: typeof images | typeof unused) =>
  int(shared, 3, [0, 9], 'How hard PNG files are compressed: more makes smaller files and takes longer.');
const format = <const Choice extends string>(value: Choice, choices: readonly Choice[]) =>
  choice(unused, value, choices, 'The kind of image files.');

export const imageWriterOptions = {
  'writer.gif': {
    fps: int(unused, 25, [1, 60], 'Pictures a second.'),
    loop: int(unused, 0, [0, 100], 'How often it plays. 0: for ever.'),
    palette_size: choice(unused, '256', ['2', '4', '8', '16', '32', '64', '128', '256'], 'How many colours it has.'),
    dithering: bool(unused, false, 'Mix missing colours from dots.'),
  },
  'writer.opencv': {
    format: format('png', ['bmp', 'jpg', 'jp2', 'png', 'ppm']),
    draw_transparent: transparent,
    separate_mask: separateMask,
    jpg_quality: jpgQuality,
    png_compress_level: pngLevel(images),
  },
  'writer.patch': {
    start_index: choice(unused, '0', ['0', '1'], 'Number of the first frame.'),
    index_offset: int(unused, 0, [0, 1000], 'Added to all numbers.'),
    number_padding: int(unused, 6, [0, 10], 'Digits of the numbers.'),
    include_filename: bool(unused, true, 'Begin names with that of the source.'),
    face_index_location: choice(
      unused,
      'before',
      ['before', 'after'],
      "Where the face's number stands: before or after the frame's.",
    ),
    origin: choice(
      unused,
      'bottom-left',
      ['top-left', 'bottom-left', 'top-right', 'bottom-right'],
      'The corner that positions count from.',
    ),
    empty_frames: choice(unused, 'blank', ['skip', 'blank'], 'Leave frames without a face out, or write them empty.'),
    json_output: bool(unused, false, 'Write matrices.json as well.'),
    separate_mask: separateMask,
    bit_depth: choice(unused, '16', ['8', '16', '32'], 'Bits of each channel.'),
    format: format('png', ['png', 'tiff']),
    png_compress_level: pngLevel(unused),
    tiff_compression_method: choice(unused, 'lzw', ['none', 'lzw', 'deflate'], 'How TIFF files are compressed.'),
  },
  'writer.pillow': {
    format: format('png', ['bmp', 'gif', 'jpg', 'jp2', 'png', 'ppm', 'tif']),
    draw_transparent: transparent,
    separate_mask: separateMask,
    optimize: bool(unused, false, 'Take longer to make files smaller.'),
    gif_interlace: bool(unused, true, 'Interlace GIF files.'),
    jpg_quality: jpgQuality,
    png_compress_level: pngLevel(unused),
    tif_compression: choice(
      unused,
      'tiff_deflate',
      [
        ...['none', 'tiff_ccitt', 'group3', 'group4', 'tiff_jpeg', 'tiff_adobe_deflate', 'tiff_thunderscan'],
        ...['tiff_deflate', 'tiff_sgilog', 'tiff_sgilog24', 'tiff_raw_16'],
      ],
      'How TIFF files are compressed.',
    ),
  },
} as const;
