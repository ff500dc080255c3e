import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { listFacePngs, readFaceHeader } from '../../../../src/facesets/facePng';
import { defaultAmounts } from '../../../../src/training/data/augment/augmentation';
import { openBatchBuilder } from '../../../../src/training/data/batchBuilder';
import type { CropGeometry } from '../../../../src/training/data/cropGeometry';
import { openSampleReader } from '../../../../src/training/data/sampleReader';
import { selectTrainingFaces } from '../../../../src/training/data/trainingFolder';
import { writeFaceswapFaceset } from '../../../support/facesets/faceswapFaceset';

const real = join('..', 'shared', 'data', 'faceswap3');
const written = await mkdtemp(join(tmpdir(), 'faceswap-faceset-'));
afterAll(() => rm(written, { recursive: true, force: true }));
await writeFaceswapFaceset(written);

const facesets = [
  { origin: 'in the form of faceswap 3', folder: written, count: 7, countA: 3 },
  ...(existsSync(real) ? [{ origin: 'that faceswap 3 wrote', folder: real, count: 18, countA: 7 }] : []),
];

describe.each(facesets)('a faceset $origin', ({ folder, count, countA }) => {
  const geometry: CropGeometry = {
    inputSize: 64,
    outputSize: 64,
    centering: 'face',
    coverage: 0.875,
    verticalOffset: 0,
    maskType: 'unet-dfl',
    maskRefinement: { dilationPercent: 0, blurKernel: 3, thresholdPercent: 4 },
  };

  it.each([
    { maskType: 'extended', warpToLandmarks: false },
    { maskType: 'unet-dfl', warpToLandmarks: true },
  ] as const)('trains as it is, with mask $maskType and warp to landmarks $warpToLandmarks', async (choice) => {
    const { files, warnings } = await selectTrainingFaces(folder, choice.maskType);
    expect(files).toHaveLength(count);
    expect(warnings).toEqual([]);
    const leftOut: string[] = [];
    const maker = await openBatchBuilder(
      {
        filesA: files.slice(0, countA),
        filesB: files.slice(countA),
        batchSize: 6,
        geometry: { ...geometry, maskType: choice.maskType },
        amounts: { ...defaultAmounts, warpToLandmarks: choice.warpToLandmarks },
        seed: 5,
        cacheBytes: 2 ** 24,
      },
      (file) => leftOut.push(file),
    );
    for (let iteration = 0; iteration < 2; iteration++) {
      const batch = await maker.build(iteration);
      for (const { input, target, masks } of [batch.a, batch.b]) {
        for (const picture of [input, target]) expect(deviation(picture)).toBeGreaterThan(20);
        const face = masks.filter((_, i) => i % 3 === 0);
        const share = face.reduce((sum, v) => sum + v, 0) / 255 / face.length;
        expect(share).toBeGreaterThan(0.2);
        expect(share).toBeLessThan(0.95);
      }
    }
    await maker.release();
    expect(leftOut).toEqual([]);
  });

  it('is read with unchanged pixels and masks at full coverage', async () => {
    const [file = ''] = await listFacePngs(folder);
    const whole = { ...geometry, coverage: 1, maskRefinement: undefined };
    const [faces, masks] = [
      await openSampleReader(512, { ...whole, centering: 'head' }),
      await openSampleReader(128, whole),
    ];
    const { face } = await faces.read(file);
    const red = await sharp(file).extractChannel(0).raw().toBuffer();
    expect(Buffer.compare(face.subarray(0, 512 ** 2), red)).toBe(0);
    const stored = (await readFaceHeader(file)).face.mask['unet-dfl']!;
    expect(stored).toMatchObject({ storedSize: 128, storedCentering: 'face' });
    const mask = (await masks.read(file)).masks.subarray(0, 128 ** 2);
    expect(Buffer.compare(mask, inflateSync(stored.mask))).toBe(0);
    await faces.release();
    await masks.release();
  });
});

function deviation(bytes: Uint8Array): number {
  const mean = bytes.reduce((sum, v) => sum + v, 0) / bytes.length;
  return Math.sqrt(bytes.reduce((sum, v) => sum + (v - mean) ** 2, 0) / bytes.length);
}
