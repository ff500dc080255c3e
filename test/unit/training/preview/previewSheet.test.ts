import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digitalSourceType } from '../../../../src/media/aiDisclosure';
import type { PreviewFaces } from '../../../../src/training/preview/previewFaces';
import { computePatchSize, readPreviewFaces } from '../../../../src/training/preview/previewFaces';
import { computePreviewLayout } from '../../../../src/training/preview/previewLayout';
import { encodePreviewPng } from '../../../../src/training/preview/previewSheet';
import { writeFaces } from '../../../support/training/syntheticFaces';

const geometry = {
  inputSize: 32,
  outputSize: 64,
  centering: 'face',
  coverage: 0.8,
  verticalOffset: 0,
  maskType: 'extended',
} as const;
const patch = 80;

let folder: string;
let a: PreviewFaces;
let b: PreviewFaces;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preview-'));
  await writeFaces(join(folder, 'a'), 9);
  await writeFaces(join(folder, 'b'), 3);
  a = await readPreviewFaces(join(folder, 'a'), geometry, 3);
  b = await readPreviewFaces(join(folder, 'b'), geometry, 14);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Three faces of one color as a model's output. */
const createFlatFaces = (color: readonly number[]) =>
  Uint8Array.from({ length: 3 * 64 * 64 * 3 }, (_, i) => color[i % 3]!);

async function drawSheet(options: Parameters<typeof encodePreviewPng>[2] = {}) {
  const [aToA, aToB, bToB, bToA] = [
    [10, 20, 30],
    [40, 50, 60],
    [70, 80, 90],
    [100, 110, 120],
  ].map(createFlatFaces) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const png = await encodePreviewPng({ a, b, aToA, aToB, bToB, bToA }, geometry, options);
  expect(Buffer.from(png).includes(digitalSourceType)).toBe(true);
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const readPixel = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return { info, pixel: readPixel, data };
}

describe('preview faces', () => {
  it('are spread over the folder, in the sizes of the model and of the preview', () => {
    expect(computePatchSize(geometry)).toBe(patch);
    expect([a.count, b.count]).toEqual([3, 3]);
    expect(a.input).toHaveLength(3 * 32 * 32 * 3);
    expect(a.patches).toHaveLength(3 * patch * patch * 3);
    expect(a.masks).toHaveLength(3 * patch * patch);
  });

  it('are the same at every reading', async () => {
    const again = await readPreviewFaces(join(folder, 'a'), geometry, 3);
    expect(Buffer.compare(again.patches, a.patches)).toBe(0);
  });

  it('skip a face that cannot be read', async () => {
    const files = await writeFaces(join(folder, 'damaged'), 3);
    await truncate(files[0]!, 3000);
    const faces = await readPreviewFaces(join(folder, 'damaged'), geometry, 2);
    expect(faces.count).toBe(2);
    for (const file of files.slice(1)) await truncate(file, 3000);
    await expect(readPreviewFaces(join(folder, 'damaged'), geometry, 2)).rejects.toThrow(/face_000_0\.png/);
  });
});

describe('the preview', () => {
  it('has six columns for each face under a header: face, reconstruction and swap, for A and for B', async () => {
    const { info, pixel } = await drawSheet();
    const header = Math.round(patch / 4.5);
    expect([info.width, info.height]).toEqual([6 * patch, header + 3 * patch]);
    const middle = header + patch * 1.5;
    const columns = [1, 2, 4, 5].map((column) => pixel((column + 0.5) * patch, middle));
    expect(columns).toEqual([
      [10, 20, 30],
      [40, 50, 60],
      [70, 80, 90],
      [100, 110, 120],
    ]);
    const source = ((1 * patch + 40) * patch + 40) * 3;
    expect(pixel(40, middle)).toEqual([...a.patches.subarray(source, source + 3)]);
    // Around the covered middle the face itself stays.
    const corner = (1 * patch + 2) * patch * 3 + 2 * 3;
    expect(pixel(patch + 2, header + patch + 2)).toEqual([...a.patches.subarray(corner, corner + 3)]);
  });

  it('marks the part that the model covers, and labels every column without a font', async () => {
    const { pixel } = await drawSheet({ maskColor: '#00ff00' });
    const header = Math.round(patch / 4.5);
    expect(pixel(8, header + 8)).toEqual([0, 255, 0]);
    for (let column = 0; column < 6; column++) {
      let bright = 0;
      for (let x = 0; x < patch; x++)
        for (let y = 0; y < header; y++) if (pixel(column * patch + x, y)[0]! > 150) bright++;
      expect(bright).toBeGreaterThan(10);
    }
  });

  it('tints the area outside the masks', async () => {
    const plain = await drawSheet();
    const tinted = await drawSheet({ maskOverlay: true });
    const header = Math.round(patch / 4.5);
    const before = plain.pixel(patch + 20, header + 15);
    const after = tinted.pixel(patch + 20, header + 15);
    expect(before).toEqual([10, 20, 30]);
    expect(after).toEqual([0.7 * 10 + 0.3 * 255, 14, 21].map((v) => expect.closeTo(v, -0.7)));
    expect(tinted.pixel(patch * 1.5, header + patch / 2)).toEqual([10, 20, 30]);
  });

  it('has two halves when it would be taller than wide', () => {
    const layout = computePreviewLayout(7, 100);
    expect(layout).toMatchObject({ width: 1200, height: 422, halves: 2 });
    expect(layout.faces[3]).toEqual({ left: 0, top: 322 });
    expect(layout.faces[4]).toEqual({ left: 600, top: 22 });
    expect(computePreviewLayout(5, 100).halves).toBe(1);
  });
});
