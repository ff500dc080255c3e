import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { meanFace, meanHead } from '../../../src/faces/meanFace';
import { replaceFaceHeader } from '../../../src/facesets/facePng';
import { Random } from '../../../src/tensor/random';
import { createFrontalHeader, createFrontalLandmarks } from '../training/syntheticFaces';

/** How a made face looks; angles in degrees. */
export interface Looks {
  readonly up?: number;
  readonly right?: number;
  /** By how much the lips are further apart than those of the mean face, in edges of the face; the gap of these is 0.04. */
  readonly mouth?: number;
  /** Changes the picture. */
  readonly seed?: number;
  /** Light of the left and the right half of the picture, 0..1 of the values of sRGB. */
  readonly light?: readonly [number, number];
  /** How much the values of the picture vary, as a share of the light; 0.15 when absent. */
  readonly contrast?: number;
  readonly identity?: readonly number[];
}

const frameEdge = 1000;
const coreEdge = 200;

/** Returns the 68 landmarks of a face that is turned, in a frame of 1000 x 1000 pixels: the mean head seen by a camera. */
export function createTurnedLandmarks({ up = 0, right = 0, mouth = 0 }: Looks): [number, number][] {
  const [a, b] = [-up, right].map((degrees) => (degrees * Math.PI) / 180) as [number, number];
  return listHeadPoints(mouth).map(([x, y, z]) => {
    const [y1, z1] = [y * Math.cos(a) - z * Math.sin(a), y * Math.sin(a) + z * Math.cos(a)];
    const [x2, z2] = [x * Math.cos(b) + z1 * Math.sin(b), -x * Math.sin(b) + z1 * Math.cos(b)];
    const scale = (4 * coreEdge) / (z2 - 55);
    return [frameEdge / 2 + scale * x2, frameEdge / 2 + scale * (y1 + 5)];
  });
}

/** Returns the landmarks in the space of the mean head; a point that it lacks has the depth of the nearest that it has. */
function listHeadPoints(mouth: number): [number, number, number][] {
  const known = new Map(meanHead.map(([index, ...point]) => [index, point] as const));
  const lowered = new Set([55, 56, 57, 58, 59, 65, 66, 67]);
  return createFrontalLandmarks().map(([u, v], index) => {
    const [x, y] = [(0.5 - u) * 14.42, (meanFace[39]! - v) * 12.42];
    const found = known.get(index);
    const nearest = [...known.values()].reduce((best, one) =>
      Math.hypot(one[0] - x, one[1] - y) < Math.hypot(best[0] - x, best[1] - y) ? one : best,
    );
    const [px, py, pz] = found ?? [x, y, nearest[2]];
    return [px, py - (lowered.has(index) ? mouth * 14.42 : 0), pz];
  });
}

/** Creates a PNG of `edge` pixels of noise in the given light, with the header of a face. */
export async function createTurnedFace(looks: Looks, name: string, edge = 64): Promise<Uint8Array> {
  const { seed = 1, light = [0.5, 0.5], contrast = 0.15, identity } = looks;
  const random = new Random(seed);
  const coarse = Float64Array.from({ length: 64 }, () => random.uniform(1 - contrast, 1 + contrast));
  const pixels = Uint8Array.from({ length: edge * edge * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % edge, Math.floor(i / 3 / edge)];
    const noise = coarse[8 * Math.floor((8 * y) / edge) + Math.floor((8 * x) / edge)]!;
    return Math.round(255 * light[2 * x < edge ? 0 : 1] * noise);
  });
  const png = await sharp(pixels, { raw: { width: edge, height: edge, channels: 3 } })
    .png()
    .toBuffer();
  const header = createFrontalHeader();
  return replaceFaceHeader(png, {
    face: {
      ...header.face,
      landmarks: createTurnedLandmarks(looks),
      identity: identity ? { made: identity } : {},
    },
    source: { ...header.source, sourceFilename: name, sourceFrameDims: [frameEdge, frameEdge] },
  });
}

/** Writes a faceset; names of files and frames contain `film`. */
export async function writeTurnedFaces(folder: string, film: string, faces: readonly Looks[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return await Promise.all(
    faces.map(async (looks, i) => {
      const name = `${film}_${String(i + 1).padStart(6, '0')}`;
      const path = join(folder, `${name}_0.png`);
      await writeFile(path, await createTurnedFace({ seed: i + 1, ...looks }, `${name}.png`));
      return path;
    }),
  );
}
