import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { meanFace } from '../../../src/faces/meanFace';
import { type FaceHeader, replaceFaceHeader } from '../../../src/facesets/facePng';
import { Random } from '../../../src/tensor/random';

/** Returns the landmarks of a face seen from the front, in the unit square of the core: a round jaw and the mean face, [68][2]. */
export function createFrontalLandmarks(): [number, number][] {
  const jaw = Array.from({ length: 17 }, (_, i): [number, number] => {
    const angle = Math.PI * (1 - i / 16);
    return [0.5 + 0.6 * Math.cos(angle), 0.25 + 0.95 * Math.sin(angle)];
  });
  const rest = Array.from({ length: 51 }, (_, i): [number, number] => [meanFace[2 * i]!, meanFace[2 * i + 1]!]);
  return [...jaw, ...rest];
}

/** Creates a header whose frame is the 0..1 core scaled to `coreSize` pixels. */
export function createFrontalHeader(coreSize = 100): FaceHeader {
  return {
    face: {
      x: 0,
      y: 0,
      w: coreSize,
      h: coreSize,
      landmarks: createFrontalLandmarks().map(([x, y]) => [x * coreSize, y * coreSize]),
      mask: {},
      identity: {},
    },
    source: {
      alignmentsVersion: 2.4,
      originalFilename: 'frame_000001_0.png',
      faceIndex: 0,
      sourceFilename: 'frame_000001.png',
      sourceIsVideo: false,
      sourceFrameDims: [coreSize, coreSize],
    },
  };
}

/** Creates a PNG of coarse noise, different for each seed, without a face header. */
export function createNoisePng(seed: number, size: number): Promise<Buffer> {
  const random = new Random(seed);
  const coarse = Uint8Array.from({ length: 8 * 8 * 3 }, () => random.integer(256));
  return sharp(coarse, { raw: { width: 8, height: 8, channels: 3 } })
    .resize(size, size)
    .png()
    .toBuffer();
}

/** Writes `count` faces of `size` pixels, each of a frame of its own. */
export async function writeFaces(folder: string, count: number, size = 128): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (let i = 0; i < count; i++) {
    const name = `face_${String(i).padStart(3, '0')}`;
    const file = join(folder, `${name}_0.png`);
    const { face, source } = createFrontalHeader();
    const header = { face, source: { ...source, sourceFilename: `${name}.png` } };
    await writeFile(file, replaceFaceHeader(await createNoisePng(i + 1, size), header));
    files.push(file);
  }
  return files;
}
