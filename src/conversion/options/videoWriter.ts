import { bool, choice, type IniSection, int } from '../../options/option';

const video = { group: 'video' } as const;
const unused = { group: 'video', unused: true } as const;

/** `[writer.ffmpeg]` of convert.ini. */
export const videoWriterOptions = {
  container: choice(
    unused,
    'mp4',
    ['avi', 'flv', 'mkv', 'mov', 'mp4', 'mpeg', 'webm'],
    'The kind of file. Here the name of the output says it.',
  ),
  codec: choice(video, 'libx264', ['libx264', 'libx265'], 'The encoder of .mp4, .m4v, .mov and .mkv.'),
  crf: int(video, 23, [0, 51], 'Quality: less is better and larger. 17 can hardly be told from the original.'),
  // faceswap's is medium; faster gives the same size and likeness in three quarters of the time.
  preset: choice(
    video,
    'faster',
    ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'],
    'How long the encoder may take: slower makes smaller files of the same quality.',
  ),
  tune: choice(
    video,
    'none',
    ['none', 'film', 'animation', 'grain', 'stillimage', 'fastdecode', 'zerolatency'],
    'What the picture is like.',
  ),
  profile: choice(
    unused,
    'auto',
    ['auto', 'baseline', 'main', 'high', 'high10', 'high422', 'high444'],
    'The profile of H.264, for old players.',
  ),
  level: choice(
    unused,
    'auto',
    [
      'auto',
      ...['1', '1b', '1.1', '1.2', '1.3', '2', '2.1', '2.2', '3', '3.1', '3.2'],
      ...['4', '4.1', '4.2', '5', '5.1', '5.2', '6', '6.1', '6.2'],
    ],
    'The level of H.264, for old players.',
  ),
  skip_mux: bool(video, false, 'Leave the sound out.'),
} as const satisfies IniSection;
