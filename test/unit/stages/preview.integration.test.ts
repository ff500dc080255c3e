import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { listLandmarkPairs } from '../../../src/faces/landmarks';
import { writeAlignments } from '../../../src/facesets/alignments';
import { digitalSourceType } from '../../../src/media/aiDisclosure';
import type { Image } from '../../../src/media/frames';
import { encodePng, readImage } from '../../../src/media/imageFile';
import { chooseEvenly } from '../../../src/shared/chooseEvenly';
import { UserError } from '../../../src/shared/errors';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { convert } from '../../../src/stages/convert/run';
import { preview } from '../../../src/stages/preview/run';
import { createFaceAt, createWaves } from '../../support/conversion/syntheticFace';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';
import { buildForeignDfm } from '../../support/training/foreignDfm';
import { writeUntrainedModel } from '../../support/training/untrainedModel';

const folder = createTemporaryFolder();
const resolvePath = (...names: string[]) => join(folder, ...names);
const names = Array.from({ length: 9 }, (_, i) => `${i + 1}.png`);
const [width, height] = [384, 288];
const input = resolvePath('stills');
const alignments = resolvePath('stills.fsa');

const events: JobEvent[] = [];
const job = { signal: new AbortController().signal, emit: (event: JobEvent) => void events.push(event) };

beforeAll(async () => {
  mkdirSync(input);
  const still = await encodePng(createWaves(width, height));
  for (const name of names) writeFileSync(join(input, name), still);
  const face = {
    x: 0,
    y: 0,
    w: 99,
    h: 99,
    landmarks: listLandmarkPairs(createFaceAt(192, 130, 90)),
    mask: {},
    identity: {},
  };
  const withFaces = names.slice(0, 7); // the last two have none
  const frames = new Map(withFaces.map((name) => [name, { faces: [face], videoMeta: new Map() }]));
  await writeAlignments(alignments, { version: 2.4, frames });
  writeFileSync(resolvePath('half.dfm'), buildForeignDfm({ morph: true, shape: [1, 64, 64, 3] }));
  await writeUntrainedModel(resolvePath('model'));
  await writeUntrainedModel(resolvePath('masked'), { 'global.loss': { learn_mask: true } });
});

/** Returns whether pixels within part of a picture differ by more than compression explains. */
function isChangedAt(
  image: Image,
  at: { x: number; y: number },
  other: Image,
  size: { width: number; height: number },
) {
  let count = 0;
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++)
      for (let c = 0; c < 3; c++) {
        const [own, others] = [((at.y + y) * image.width + at.x + x) * 3 + c, (y * other.width + x) * 3 + c];
        if (Math.abs(image.pixels[own]! - other.pixels[others]!) > 2) count++;
      }
  return count;
}

it.each(['model', 'masked', 'half.dfm'])(
  'shows frames before and after with %s, exactly as convert writes them',
  async (model) => {
    const options = { input, alignments, modelDir: resolvePath(model), morph: 50 };
    const output = resolvePath(`${model}.stills.png`);
    events.length = 0;
    expect(await preview({ ...options, output, count: 3 }, job)).toEqual({ frames: 3, facesSwapped: 3, output });
    expect(events).toContainEqual({ type: 'preview', path: output });
    expect(readFileSync(output).includes(digitalSourceType)).toBe(true);
    const sheet = await readImage(output);
    expect([sheet.width, sheet.height]).toEqual([2 * width + 2 * 288 + 3 * 4, 3 * 288 + 2 * 4]);
    await convert({ ...options, output: resolvePath(`${model}.swapped`) }, job);
    const [before, after] = [createWaves(width, height), await readImage(resolvePath(`${model}.swapped`, '2.png'))];
    const size = { width, height };
    expect(isChangedAt(after, { x: 0, y: 0 }, before, size)).toBeGreaterThan(1000);
    expect(isChangedAt(sheet, { x: 0, y: 292 }, before, size)).toBe(0);
    expect(isChangedAt(sheet, { x: width + 4, y: 292 }, after, size)).toBe(0);
  },
);

it('uses the requested mask, from a model that has learned one or from the landmarks', async () => {
  const renderPreview = async (model: string, maskType: 'auto' | 'extended' | 'predicted') => {
    const output = resolvePath('mask.png');
    await preview({ input, alignments, modelDir: resolvePath(model), output, maskType, count: 1 }, job);
    return (await readImage(output)).pixels;
  };
  const isSame = async (model: string, maskType: 'extended' | 'predicted') =>
    Buffer.from(await renderPreview(model, 'auto')).equals(await renderPreview(model, maskType));
  expect(await isSame('masked', 'predicted')).toBe(true);
  expect(await isSame('masked', 'extended')).toBe(false);
  expect(await isSame('model', 'extended')).toBe(true);
  expect(await isSame('half.dfm', 'extended')).toBe(false);
  await expect(renderPreview('model', 'predicted')).rejects.toThrow(
    /model predicts no masks because it was trained without learn_mask/,
  );
});

it('refuses an output that is not an image', async () => {
  const options = { input, alignments, modelDir: resolvePath('model'), output: resolvePath('swap.mp4') };
  await expect(preview(options, job)).rejects.toThrow(UserError);
});

it('spreads evenly', () => {
  expect(chooseEvenly([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(chooseEvenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([1, 4, 7]);
  expect(chooseEvenly([0, 1, 2, 3], 1)).toEqual([2]);
});
