import { isVideoName } from '../../media/videoFormat';
import { openVideoWriter } from '../../media/videoWriter';
import { bool, choice, type IniSection, int } from '../../options/option';
import { t } from '../../shared/l10n';
import type { Writer } from './writer';

const video = { group: 'video' } as const;
const unused = { group: 'video', unused: true } as const;

const options = {
  container: choice(
    unused,
    'mp4',
    ['avi', 'flv', 'mkv', 'mov', 'mp4', 'mpeg', 'webm'],
    'Format of the file. Not used here: the name of the output decides it.',
  ),
  codec: choice(video, 'libx264', ['libx264', 'libx265'], 'Encoder of .mp4, .m4v, .mov and .mkv files.'),
  crf: int(video, 23, [0, 51], 'Quality: a lower value is better and makes larger files. 17 looks like the original.'),
  // faceswap's is medium; faster gives the same size and likeness in three quarters of the time.
  preset: choice(
    video,
    'faster',
    ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow'],
    'Speed of the encoder: a slower preset makes smaller files of the same quality.',
  ),
  tune: choice(
    video,
    'none',
    ['none', 'film', 'animation', 'grain', 'stillimage', 'fastdecode', 'zerolatency'],
    'Kind of content that the encoder is tuned for.',
  ),
  profile: choice(
    unused,
    'auto',
    ['auto', 'baseline', 'main', 'high', 'high10', 'high422', 'high444'],
    'H.264 profile, for old players.',
  ),
  level: choice(
    unused,
    'auto',
    [
      'auto',
      ...['1', '1b', '1.1', '1.2', '1.3', '2', '2.1', '2.2', '3', '3.1', '3.2'],
      ...['4', '4.1', '4.2', '5', '5.1', '5.2', '6', '6.1', '6.2'],
    ],
    'H.264 level, for old players.',
  ),
  skip_mux: bool(video, false, 'Write the video without sound.'),
} as const satisfies IniSection;

/** x265's manual, `--tune`: it does not know these two of x264. */
const onlyInX264: readonly string[] = ['film', 'stillimage'];

export const ffmpegWriter = {
  name: 'ffmpeg',
  help: 'A video.',
  options,
  findConflict({ codec, tune }) {
    if (codec !== 'libx265' || !onlyInX264.includes(String(tune))) return undefined;
    return { key: 'tune', message: t('libx265 does not support tune = {0}', String(tune)) };
  },
  canWrite: ({ output, source }) => source.info !== undefined && isVideoName(output),
  open({ output, source: { info, path }, disclosure, signal, onWarning }, { codec, crf, preset, tune, skip_mux }) {
    if (!info) throw new Error('a video is written from the frames of a video');
    const tracks = { tracksFrom: { path, contents: info.contents }, withSound: !skip_mux };
    const encoder = { codec, crf, preset, tune };
    return openVideoWriter(output, { ...info, ...tracks, encoder, disclosure, signal, onWarning });
  },
} as const satisfies Writer<typeof options>;
