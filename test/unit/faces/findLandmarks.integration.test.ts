import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { alignFace } from '../../../src/faces/alignment';
import { detectFaces } from '../../../src/faces/detectFaces';
import { findLandmarks } from '../../../src/faces/findLandmarks';
import type { Box } from '../../../src/faces/geometry';
import { listLandmarkPairs } from '../../../src/faces/landmarks';
import { multiply, rotation, scaling, transformPoints, translation } from '../../../src/faces/matrix3';
import { openFaceNetworks } from '../../../src/faces/networks/faceNetworks';
import { isPlausibleFace } from '../../../src/faces/plausibility';
import { openWarper } from '../../../src/faces/warp';
import type { Image } from '../../../src/media/frames';
import { readImage } from '../../../src/media/imageFile';
import { openFrames } from '../../../src/media/openFrames';
import { getSamplePhotoPath, sampleFaces } from '../../support/faces/samplePhotos';
import { hasSharedData, sharedData, skippedNote } from '../../support/faces/sharedData';

const networks = await openFaceNetworks();
const warper = await openWarper();
afterAll(async () => {
  await networks.release();
  await warper.release();
});

interface Photo {
  readonly file: string;
  readonly faces: readonly { readonly points: readonly (readonly [number, number])[] }[];
}

describe('landmarks by two passes', () => {
  it('stay on the faces of the sample photos when a photo is rotated, where those of a single pass drift', async () => {
    const drifts: { readonly once: number; readonly twice: number }[] = [];
    for (const face of sampleFaces) {
      const photo = await readImage(getSamplePhotoPath(face.photo));
      const box = { x: face.left, y: face.top, width: face.width, height: face.height };
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const size = 400;
      const toTurned = multiply(
        translation(size / 2, size / 2),
        rotation((12 * Math.PI) / 180),
        scaling(200 / box.height),
        translation(-x, -y),
      );
      const turned = { width: size, height: size, pixels: await warper.warp(photo, toTurned, size, size) };
      const turnedBox = { x: size / 2 - 80, y: size / 2 - 100, width: 160, height: 200 };
      const drift = async (find: (image: Image, box: Box) => Promise<Float32Array>) => {
        const expected = listLandmarkPairs(transformPoints(toTurned, await find(photo, box)));
        return computeMeanError(await find(turned, turnedBox), expected);
      };
      drifts.push({
        once: await drift(async (image, place) => (await networks.landmarks(image, [place]))[0]!),
        twice: await drift((image, place) => findLandmarks(networks, warper, image, place)),
      });
    }
    const mean = (which: 'once' | 'twice') => drifts.reduce((sum, drift) => sum + drift[which], 0) / drifts.length;
    expect(mean('twice')).toBeLessThan(0.06);
    expect(mean('twice')).toBeLessThan(0.7 * mean('once'));
  });

  it.skipIf(!hasSharedData)(`are closer to manual annotations than those of a single pass${skippedNote}`, async () => {
    const folder = join(sharedData, 'landmarks/dlib68');
    const errors: { readonly once: number; readonly twice: number }[] = [];
    for (const { file, faces } of JSON.parse(readFileSync(join(folder, 'ground_truth.json'), 'utf8')) as Photo[]) {
      const photo = await readImage(join(folder, file));
      const found = await detectFaces(networks, photo);
      for (const { points } of faces) {
        const [noseX, noseY] = points[30]!;
        const face = found.find(
          ({ box: { x, y, width, height } }) => noseX > x && noseX < x + width && noseY > y && noseY < y + height,
        );
        expect(face, `a face at ${noseX}, ${noseY} of ${file}`).toBeDefined();
        const [once] = await networks.landmarks(photo, [face!.box]);
        const twice = await findLandmarks(networks, warper, photo, face!.box);
        expect(isPlausibleFace(twice, alignFace(twice), face!.box)).toBe(true);
        errors.push({ once: computeMeanError(once!, points), twice: computeMeanError(twice, points) });
      }
    }
    expect(errors.length).toBe(18);
    const mean = (which: 'once' | 'twice') => errors.reduce((sum, error) => sum + error[which], 0) / errors.length;
    expect(mean('twice')).toBeLessThan(0.11);
    expect(mean('twice')).toBeLessThan(0.85 * mean('once'));
  });

  it.skipIf(!hasSharedData)(
    `are distinguished from the collapsed points of a head seen from the side${skippedNote}`,
    async () => {
      const film = await openFrames(join(sharedData, 'video/tears_of_steel_multi_shot_640x360.mp4'), { every: 8 });
      const plausible: boolean[] = [];
      for await (const frame of film.frames()) {
        for (const { box } of await detectFaces(networks, frame)) {
          const landmarks = await findLandmarks(networks, warper, frame, box);
          plausible.push(isPlausibleFace(landmarks, alignFace(landmarks), box));
        }
      }
      // The man in profile comes first; the two who follow look into the camera or nearly so.
      expect(plausible).toEqual([...Array<boolean>(6).fill(false), ...Array<boolean>(17).fill(true)]);
    },
  );
});

/** Mean distance of the points in parts of the distance between the eyes. */
function computeMeanError(points: Float32Array, truth: Photo['faces'][number]['points']): number {
  const eyes = [computeEyeCenter(truth, 36), computeEyeCenter(truth, 42)] as const;
  const scale = Math.hypot(eyes[0][0] - eyes[1][0], eyes[0][1] - eyes[1][1]);
  const total = truth.reduce((sum, [x, y], i) => sum + Math.hypot(points[2 * i]! - x, points[2 * i + 1]! - y), 0);
  return total / truth.length / scale;
}

function computeEyeCenter(points: Photo['faces'][number]['points'], first: number): [number, number] {
  const eye = points.slice(first, first + 6);
  return [eye.reduce((sum, [x]) => sum + x, 0) / 6, eye.reduce((sum, [, y]) => sum + y, 0) / 6];
}
