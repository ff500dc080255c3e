import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { detectFaces } from '../../../src/faces/detectFaces';
import { type Box, intersectionOverUnion } from '../../../src/faces/geometry';
import { openFaceNetworks } from '../../../src/faces/networks/faceNetworks';
import type { Image } from '../../../src/media/frames';
import { readImage } from '../../../src/media/imageFile';
import { openFrames } from '../../../src/media/openFrames';
import { Random } from '../../../src/tensor/random';
import { getSamplePhotoPath } from '../../support/faces/samplePhotos';
import { hasSharedData, sharedData, skippedNote } from '../../support/faces/sharedData';

async function readSmall(path: string, width: number): Promise<Image> {
  const { data, info } = await sharp(path).resize(width).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

const networks = await openFaceNetworks();
afterAll(() => networks.release());

describe('detection with a second pass', () => {
  it('finds in small copies of the sample photos the faces that a single pass finds, and nothing else', async () => {
    let [once, twice] = [0, 0];
    for (const photo of [1, 2, 3, 4, 5, 6]) {
      const image = await readSmall(getSamplePhotoPath(photo), 480);
      const [first = []] = await networks.detect([image]);
      const faces = await detectFaces(networks, image);
      expect(faces.slice(0, first.length), `photo ${photo}`).toEqual(first);
      once += first.length;
      twice += faces.length;
    }
    expect(once).toBeGreaterThan(15);
    expect(twice).toBe(once);
  });

  it('finds no faces in drawn pictures', async () => {
    const [width, height] = [320, 240];
    const random = new Random(4);
    const pictures: Readonly<Record<string, (x: number, y: number) => number>> = {
      gray: () => 128,
      gradient: (x, y) => (255 * (x + y)) / (width + height),
      stripes: (x) => (x % 16 < 8 ? 255 : 0),
      checkerboard: (x, y) => ((x >> 4) + (y >> 4)) % 2 && 255,
      rings: (x, y) => 127 + 127 * Math.sin(Math.hypot(x - 160, y - 120) / 6),
      noise: () => random.integer(256),
    };
    for (const [name, draw] of Object.entries(pictures)) {
      const at = (i: number) => draw(Math.floor(i / 3) % width, Math.floor(i / 3 / width));
      const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => at(i));
      expect(await detectFaces(networks, { width, height, pixels }), name).toEqual([]);
    }
  });

  it.skipIf(!hasSharedData)(`finds a small head that looks up, which a single pass misses${skippedNote}`, async () => {
    const video = await openFrames(join(sharedData, 'video/talk_man_beard_1080x1920.mp4'), { every: 6 });
    let missedAtFirst = 0;
    let previous: Box | undefined;
    for await (const frame of video.frames()) {
      const [once] = await networks.detect([frame]);
      const [face, ...others] = await detectFaces(networks, frame);
      expect(others).toEqual([]);
      if (previous) expect(intersectionOverUnion(face!.box, previous)).toBeGreaterThan(0.4);
      previous = face!.box;
      if (once!.length === 0) missedAtFirst++;
      if (frame.index > 60) break;
    }
    expect(missedAtFirst).toBeGreaterThan(0);
  });

  it.skipIf(!hasSharedData)(`finds no faces in photos without any, one of them of a fox${skippedNote}`, async () => {
    const folder = join(sharedData, 'photos');
    for (const name of readdirSync(folder).filter((name) => name.startsWith('noface')))
      expect(await detectFaces(networks, await readImage(join(folder, name))), name).toEqual([]);
  });
});
