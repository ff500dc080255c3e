import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { extractZipEntry } from '../../../src/files/zipFile';
import { nutOutput } from '../../../src/media/ffmpegArguments';
import { PixelPool } from '../../../src/media/frames';
import { readImage } from '../../../src/media/imageFile';
import { NutError, readNutFrames } from '../../../src/media/nutFrames';
import { openFrames } from '../../../src/media/openFrames';
import { isOwnMedia } from '../../../src/media/ownMedia';
import { readStillMark } from '../../../src/media/stillMark';
import { summarizeVideo } from '../../../src/media/videoSummary';
import { readDfm } from '../../../src/training/exchange/readDfm';
import { lpipsSqueeze } from '../../../src/training/losses/lpips/lpipsLosses';
import { readTrunks } from '../../../src/training/losses/lpips/readTrunks';
import { loadPresets } from '../../../src/training/settings/presets';
import { craftZip } from '../files/craftZip';
import { buildForeignDfm } from '../training/foreignDfm';
import { TrunkFile, trunkFeatures } from '../training/trunkFile';
import { copy, type Reader, write } from './reader';

// Readers of files that come from elsewhere: pictures, videos, networks, packages.

const quiet = () => undefined;
const side = 24;

/** Makes a small picture in the formats that ffmpeg or the image library writes. */
const makePicture = (name: string) => async (inputs: string, folder: string) => {
  const path = join(folder, name);
  const picture = sharp(join(inputs, 'a', 'a_000001_0.png')).resize(side, side);
  if (name.endsWith('.bmp')) convert(join(inputs, 'a', 'a_000001_0.png'), path, ['-vf', `scale=${side}:${side}`]);
  else await picture.toFile(path);
  return path;
};

function convert(input: string, output: string, options: readonly string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', '-i', input, ...options, output]);
  if (status !== 0) throw new Error(String(stderr));
}

/** Makes what ffmpeg writes into a pipe for {@link readNutFrames}. */
async function makeNut(inputs: string, folder: string): Promise<string> {
  const path = join(folder, 'frames.nut');
  convert(join(inputs, 'a.mp4'), path, ['-vf', `scale=${side}:${side}`, ...nutOutput.slice(0, -1)]);
  return path;
}

async function readNut(path: string): Promise<void> {
  try {
    for await (const _ of readNutFrames(createReadStream(path), side * side * 3, new PixelPool()));
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
  }
}

const pictures: readonly Reader[] = ['jpg', 'webp', 'gif', 'tiff', 'bmp'].map((kind) => ({
  name: `picture.${kind}`,
  make: makePicture(`picture.${kind}`),
  read: (path) => readImage(path),
  ...(kind === 'bmp' && { isSlow: true }),
}));

export const foreignReaders: readonly Reader[] = [
  { name: 'picture', make: copy('a', 'a/a_000003_0.png'), read: (path) => readImage(path) },
  ...pictures,
  {
    name: 'video',
    make: copy('a.mp4', 'a.mp4'),
    isSlow: true,
    async read(path) {
      const source = await openFrames(path, { onWarning: quiet });
      for await (const frame of source.frames()) if (frame.index > 100) break;
    },
  },
  { name: 'facts of a video', make: copy('a.mp4', 'a.mp4'), isSlow: true, read: (path) => summarizeVideo(path) },
  { name: 'decoded frames', make: makeNut, read: readNut },
  {
    name: 'marks of results',
    make: copy('a', 'a/a_000001_0.png'),
    read: async (path) => [await readStillMark(path), await isOwnMedia(path)],
  },
  {
    name: 'zip file',
    make: write('package.zip', craftZip()),
    read: (path, folder) => extractZipEntry(path, 'a/deflated', join(folder, 'entry')),
  },
  { name: '.dfm', make: write('model.dfm', buildForeignDfm({ morph: true })), read: readDfm },
  {
    name: 'network of a loss',
    make: write('trunk.onnx', new TrunkFile(trunkFeatures.lpips_squeeze, 1).bytes),
    isSlow: true,
    read: (path) => readTrunks([lpipsSqueeze], path, quiet),
  },
  {
    name: 'preset',
    make: write(
      'presets/a.ini',
      '# trainer: original\n# for: a look\n# memory: 2 GB\n[model.original]\nlowmem = True\n',
    ),
    read: (path) => loadPresets([dirname(path)]),
  },
];
