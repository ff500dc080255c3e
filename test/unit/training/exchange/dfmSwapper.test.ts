import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listLandmarkPairs } from '../../../../src/faces/landmarks';
import { writeAlignments } from '../../../../src/facesets/alignments';
import { encodePng, readImage } from '../../../../src/media/imageFile';
import { UserError } from '../../../../src/shared/errors';
import { openModel } from '../../../../src/stages/convert/openModel';
import { convert } from '../../../../src/stages/convert/run';
import { ProtobufWriter } from '../../../../src/tensor/onnx/protobuf';
import { Random } from '../../../../src/tensor/random';
import { openDfmSwapper } from '../../../../src/training/exchange/dfmSwapper';
import { readDfm } from '../../../../src/training/exchange/readDfm';
import { createFaceAt, createWaves } from '../../../support/conversion/syntheticFace';
import { mutate } from '../../../support/facesets/mutate';
import { buildForeignDfm, type ForeignDfmSettings } from '../../../support/training/foreignDfm';

const folder = mkdtempSync(join(tmpdir(), 'dfm-'));
const resolvePath = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeModelFile(name: string, bytes: Uint8Array): string {
  writeFileSync(resolvePath(name), bytes);
  return resolvePath(name);
}

const job = { signal: new AbortController().signal, emit: () => undefined };

describe('a .dfm file', () => {
  it('takes BGR and returns RGB with the smaller one of its masks, for any degree of the swap', async () => {
    const file = writeModelFile('morph.dfm', buildForeignDfm({ morph: true, shape: [1, 64, 64, 3] }));
    const face = createWaves(64, 64).pixels;
    for (const morph of [1, 0.5]) {
      const swapper = await openDfmSwapper(file, { morph });
      expect(swapper).toMatchObject({ inputSize: 64, outputSize: 64, centering: 'whole-face' });
      const [made, second] = await swapper.swapWithMasks([face, face]);
      expect(made!.face).toEqual(face.map((value) => Math.floor(value * morph + 0.5)));
      const mask = Array.from(made!.mask, (_, i) => Math.floor((face[3 * i]! + 255 / 8) / 2 + 0.5));
      expect(Math.max(...mask.map((value, i) => Math.abs(value - made!.mask[i]!)))).toBeLessThanOrEqual(1);
      expect(second).toEqual(made);
      await swapper.release();
    }
  });

  it('that changes nothing leaves converted images unchanged', async () => {
    const file = writeModelFile('stranger.dfm', buildForeignDfm());
    const frame = createWaves(400, 380);
    mkdirSync(resolvePath('frames'));
    writeFileSync(resolvePath('frames', '1.png'), await encodePng(frame));
    const landmarks = listLandmarkPairs(createFaceAt(200, 180, 110, 0.4));
    const faces = [{ x: 0, y: 0, w: 99, h: 99, landmarks, mask: {}, identity: {} }];
    const alignments = resolvePath('frames.fsa');
    await writeAlignments(alignments, { version: 2.4, frames: new Map([['1.png', { faces, videoMeta: new Map() }]]) });
    const options = { input: resolvePath('frames'), alignments, modelDir: file, output: resolvePath('swapped') };
    expect(await convert(options, job)).toMatchObject({ facesSwapped: 1 });
    const { pixels } = await readImage(resolvePath('swapped', '1.png'));
    const change = pixels.map((value, i) => Math.abs(value - frame.pixels[i]!));
    expect(change.reduce((most, value) => Math.max(most, value))).toBeLessThanOrEqual(6);
    await expect(convert({ ...options, swapModel: true }, job)).rejects.toThrow(/works in one direction only/);
  });

  it.each<[string, ForeignDfmSettings, RegExp]>([
    ['another input', { input: 'image' }, /has no input in_face/],
    ['oblong faces', { shape: [1, 64, 32, 3] }, /not squares of 16 to 2048 pixels/],
    ['huge faces', { shape: [1, 1e6, 1e6, 3] }, /not squares of 16 to 2048 pixels/],
    ['channels first', { shape: [1, 3, 64, 64] }, /not squares/],
    ['three inputs', { morph: true, thirdInput: true }, /more inputs than a face and a morph value/],
    ['two outputs', { outputs: 2 }, /has 2 outputs instead of three/],
    ['a layer of a terabyte', { copies: 2 ** 25 }, /produces more than 1 GB for one face/],
    ['a loop', { layer: { op: 'Loop' } }, /an unsupported layer type, Loop/],
    [
      'code of its own',
      { layer: { op: 'PyOp', domain: 'ai.onnx.contrib' } },
      /an unsupported layer type, ai\.onnx\.contrib\.PyOp/,
    ],
    ['a layer that cannot be', { layer: { op: 'MatMul' } }, /ONNX Runtime rejects it \(/],
    ['another picture', { layer: { op: 'Flatten' } }, /does not output a square image with two masks/],
  ])('with %s is rejected, and the message names it', async (name, change, sentence) => {
    const file = writeModelFile(`${name}.dfm`, buildForeignDfm(change));
    const refusal = await openModel(file, { swap: false }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as Error).message).toMatch(sentence);
    expect((refusal as Error).message).toContain(file);
  });

  it('that reads other files, is missing, is no model, or is larger than 2 GB is rejected', async () => {
    const location = new ProtobufWriter().bytes(1, 'location').bytes(2, '../../etc/passwd');
    const tensor = new ProtobufWriter().packedInts(1, [4]).int(2, 1).bytes(8, 'w').bytes(13, location).int(14, 1);
    const reading = new ProtobufWriter().bytes(7, new ProtobufWriter().bytes(5, tensor)).finish();
    truncateSync(writeModelFile('huge.dfm', new Uint8Array(8)), 2 ** 31);
    const cases: [string, RegExp][] = [
      [writeModelFile('reading.dfm', reading), /reads its weights from another file/],
      [writeModelFile('text.dfm', Buffer.from('no model at all')), /not an ONNX model/],
      [writeModelFile('empty.dfm', new Uint8Array()), /not an ONNX model/],
      [resolvePath('huge.dfm'), /huge\.dfm is larger than 2147 MB/],
      [resolvePath('nowhere.dfm'), /nowhere\.dfm/],
    ];
    for (const [file, sentence] of cases) await expect(readDfm(file)).rejects.toThrow(sentence);
  });

  it('that is damaged works or is rejected with a message, whatever the damage', async () => {
    const random = new Random(8);
    const whole = buildForeignDfm({ morph: true });
    const outcomes = { works: 0, refused: 0 };
    for (let i = 0; i < 150; i++) {
      const file = writeModelFile('damaged.dfm', mutate(whole, random));
      const opened = await openDfmSwapper(file).catch((error: unknown) => error);
      if (opened instanceof Error) {
        expect(opened).toBeInstanceOf(UserError);
        outcomes.refused++;
      } else {
        outcomes.works++;
        await (opened as Awaited<ReturnType<typeof openDfmSwapper>>).release();
      }
    }
    expect(outcomes.refused).toBeGreaterThan(50);
  });
});
