import { bool, choice, int } from '../records';

// Of the image writers one thing is read here: how hard the PNGs of `writer.opencv`, the usual ones, are compressed.

const images = { group: 'images' } as const;
const unused = { group: 'images', unused: true } as const;

const transparent = bool(unused, false, {
  en: 'Write the swapped face alone, on nothing.',
  ja: '入れ替えた顔だけを透明な背景に書き出す。',
});
const separateMask = bool(unused, false, {
  en: 'Write the mask into a folder of its own.',
  ja: 'マスクを別のフォルダーに書き出す。',
});
const jpgQuality = int(unused, 75, [1, 95], { en: 'Quality of JPEG files.', ja: 'JPEG の画質。' });
const pngLevel = (shared: typeof images | typeof unused) =>
  int(shared, 3, [0, 9], {
    en: 'How hard PNG files are compressed: more makes smaller files and takes longer.',
    ja: 'PNG の圧縮の強さ。大きいほどファイルは小さく、時間がかかる。',
  });
const format = <const Choice extends string>(value: Choice, choices: readonly Choice[]) =>
  choice(unused, value, choices, { en: 'The kind of image files.', ja: '画像ファイルの種類。' });

export const imageWriterOptions = {
  'writer.gif': {
    fps: int(unused, 25, [1, 60], { en: 'Pictures a second.', ja: '1 秒あたりの画像数。' }),
    loop: int(unused, 0, [0, 100], { en: 'How often it plays. 0: for ever.', ja: '再生回数。0 で無限。' }),
    palette_size: choice(unused, '256', ['2', '4', '8', '16', '32', '64', '128', '256'], {
      en: 'How many colours it has.',
      ja: '色数。',
    }),
    dithering: bool(unused, false, { en: 'Mix missing colours from dots.', ja: '足りない色を点の混ぜ合わせで表す。' }),
  },
  'writer.opencv': {
    format: format('png', ['bmp', 'jpg', 'jp2', 'png', 'ppm']),
    draw_transparent: transparent,
    separate_mask: separateMask,
    jpg_quality: jpgQuality,
    png_compress_level: pngLevel(images),
  },
  'writer.patch': {
    start_index: choice(unused, '0', ['0', '1'], { en: 'Number of the first frame.', ja: '最初のフレームの番号。' }),
    index_offset: int(unused, 0, [0, 1000], { en: 'Added to all numbers.', ja: 'すべての番号に足す数。' }),
    number_padding: int(unused, 6, [0, 10], { en: 'Digits of the numbers.', ja: '番号の桁数。' }),
    include_filename: bool(unused, true, {
      en: 'Begin names with that of the source.',
      ja: '元のファイル名で始める。',
    }),
    face_index_location: choice(unused, 'before', ['before', 'after'], {
      en: "Where the face's number stands: before or after the frame's.",
      ja: '顔の番号をフレーム番号の前に置くか後に置くか。',
    }),
    origin: choice(unused, 'bottom-left', ['top-left', 'bottom-left', 'top-right', 'bottom-right'], {
      en: 'The corner that positions count from.',
      ja: '位置を数える隅。',
    }),
    empty_frames: choice(unused, 'blank', ['skip', 'blank'], {
      en: 'Leave frames without a face out, or write them empty.',
      ja: '顔のないフレームを飛ばすか、空で書き出すか。',
    }),
    json_output: bool(unused, false, { en: 'Write matrices.json as well.', ja: 'matrices.json も書き出す。' }),
    separate_mask: separateMask,
    bit_depth: choice(unused, '16', ['8', '16', '32'], { en: 'Bits of each channel.', ja: '各チャンネルのビット数。' }),
    format: format('png', ['png', 'tiff']),
    png_compress_level: pngLevel(unused),
    tiff_compression_method: choice(unused, 'lzw', ['none', 'lzw', 'deflate'], {
      en: 'How TIFF files are compressed.',
      ja: 'TIFF の圧縮方式。',
    }),
  },
  'writer.pillow': {
    format: format('png', ['bmp', 'gif', 'jpg', 'jp2', 'png', 'ppm', 'tif']),
    draw_transparent: transparent,
    separate_mask: separateMask,
    optimize: bool(unused, false, {
      en: 'Take longer to make files smaller.',
      ja: '時間をかけてファイルを小さくする。',
    }),
    gif_interlace: bool(unused, true, { en: 'Interlace GIF files.', ja: 'GIF をインターレースにする。' }),
    jpg_quality: jpgQuality,
    png_compress_level: pngLevel(unused),
    tif_compression: choice(
      unused,
      'tiff_deflate',
      [
        ...['none', 'tiff_ccitt', 'group3', 'group4', 'tiff_jpeg', 'tiff_adobe_deflate', 'tiff_thunderscan'],
        ...['tiff_deflate', 'tiff_sgilog', 'tiff_sgilog24', 'tiff_raw_16'],
      ],
      { en: 'How TIFF files are compressed.', ja: 'TIFF の圧縮方式。' },
    ),
  },
} as const;
