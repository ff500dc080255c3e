import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { detectFaces } from '../../../src/faces/detectFaces';
import { type Box, intersectionOverUnion } from '../../../src/faces/geometry';
import { openFaceNetworks } from '../../../src/faces/networks/faceNetworks';
import { readImage } from '../../../src/media/imageFile';
import { openFrames } from '../../../src/media/openFrames';
import { hasSharedData, sharedData, skippedNote } from '../../support/faces/sharedData';

const networks = await openFaceNetworks();
afterAll(() => networks.release());

describe('detection with a second look', () => {
  it.skipIf(!hasSharedData)(`finds a small head that turns up, where one look misses it${skippedNote}`, async () => {
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

  it.skipIf(!hasSharedData)(`sees no faces in photos without any, a fox's among them${skippedNote}`, async () => {
    const folder = join(sharedData, 'photos');
    for (const name of readdirSync(folder).filter((name) => name.startsWith('noface')))
      expect(await detectFaces(networks, await readImage(join(folder, name))), name).toEqual([]);
  });
});
