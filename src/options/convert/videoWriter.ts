import { bool, choice, int, type OptionSection } from '../records';

const video = { group: 'video' } as const;
const unused = { group: 'video', unused: true } as const;

/** `[writer.ffmpeg]` of convert.ini. */
export const videoWriterOptions = {
  container: choice(unused, 'mp4', ['avi', 'flv', 'mkv', 'mov', 'mp4', 'mpeg', 'webm'], {
    en: 'The kind of file. Here the name of the output says it.',
    ja: 'ファイルの種類。ここでは出力の名前で決まる。',
  }),
  codec: choice(video, 'libx264', ['libx264', 'libx265'], {
    en: 'The encoder of .mp4, .m4v, .mov and .mkv.',
    ja: '.mp4、.m4v、.mov、.mkv のエンコーダー。',
  }),
  crf: int(video, 23, [0, 51], {
    en: 'Quality: less is better and larger. 17 can hardly be told from the original.',
    ja: '画質。小さいほど高画質でファイルが大きい。17 で元とほぼ見分けがつかない。',
  }),
  // faceswap's is medium; faster gives the same size and likeness in three quarters of the time.
  preset: choice(
    video,
    'faster',
    ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'],
    {
      en: 'How long the encoder may take: slower makes smaller files of the same quality.',
      ja: 'エンコードにかける時間。遅いほど同じ画質でファイルが小さい。',
    },
  ),
  tune: choice(video, 'none', ['none', 'film', 'animation', 'grain', 'stillimage', 'fastdecode', 'zerolatency'], {
    en: 'What the picture is like.',
    ja: '映像の種類に合わせた調整。',
  }),
  profile: choice(unused, 'auto', ['auto', 'baseline', 'main', 'high', 'high10', 'high422', 'high444'], {
    en: 'The profile of H.264, for old players.',
    ja: 'H.264 のプロファイル（古いプレーヤー向け）。',
  }),
  level: choice(
    unused,
    'auto',
    [
      'auto',
      ...['1', '1b', '1.1', '1.2', '1.3', '2', '2.1', '2.2', '3', '3.1', '3.2'],
      ...['4', '4.1', '4.2', '5', '5.1', '5.2', '6', '6.1', '6.2'],
    ],
    { en: 'The level of H.264, for old players.', ja: 'H.264 のレベル（古いプレーヤー向け）。' },
  ),
  skip_mux: bool(video, false, { en: 'Leave the sound out.', ja: '音声を入れない。' }),
} as const satisfies OptionSection;
