import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { openFaceNetworks } from '../../../src/faces/networks/faceNetworks';
import { placeFace } from '../../../src/faces/placeFace';
import { openWarper } from '../../../src/faces/warp';
import type { Image } from '../../../src/media/frames';
import { getSamplePhotoPath, sampleFaces } from '../../support/faces/samplePhotos';

const networks = await openFaceNetworks();
const warper = await openWarper();
afterAll(async () => {
  await networks.release();
  await warper.release();
});

/** Cuts a face out of its photo with what is around it, and turns the picture clockwise. */
async function turnPhoto(face: (typeof sampleFaces)[number], degrees: number): Promise<Image> {
  const margin = Math.round(face.height / 2);
  const region = {
    left: Math.max(0, Math.round(face.left - margin)),
    top: Math.max(0, Math.round(face.top - margin)),
    width: Math.round(face.width + 2 * margin),
    height: Math.round(face.height + 2 * margin),
  };
  const part = await sharp(getSamplePhotoPath(face.photo)).extract(region).removeAlpha().toBuffer();
  const { data, info } = await sharp(part).rotate(degrees).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

/** The angle of the upright face in the picture, in degrees clockwise; undefined where none is placed. */
async function findRoll(face: (typeof sampleFaces)[number], degrees: number): Promise<number | undefined> {
  const image = await turnPhoto(face, degrees);
  const isLying = degrees % 180 !== 0;
  const [width, height] = isLying ? [face.height, face.width] : [face.width, face.height];
  const box = { x: (image.width - width) / 2, y: (image.height - height) / 2, width, height };
  const placed = await placeFace(networks, warper, image, box);
  return placed && (Math.atan2(placed.aligned.matrix[3], placed.aligned.matrix[0]) * -180) / Math.PI;
}

it('heads that lie or stand upside down are placed as they are turned', async () => {
  const errors: string[] = [];
  for (const [index, face] of sampleFaces.entries()) {
    const upright = (await findRoll(face, 0))!;
    for (const degrees of [90, 180, 270]) {
      const roll = await findRoll(face, degrees);
      const error = roll === undefined ? 180 : Math.abs(((roll - upright - degrees + 900) % 360) - 180);
      if (error > 10) errors.push(`face ${index}, ${degrees}°: ${roll?.toFixed(0)}`);
    }
  }
  expect(errors.length, errors.join('; ')).toBeLessThanOrEqual(Math.floor(0.1 * 3 * sampleFaces.length));
});
