import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { createModel } from '../../../../scripts/createModel';
import { createFaceMatrices, openFaceCropper } from '../../../../src/conversion/faceCrop';
import { invert, multiply } from '../../../../src/faces/matrix3';
import { warpImage } from '../../../../src/faces/warp';
import { computeWholeFaceMatrix } from '../../../../src/faces/wholeFace';
import { buildInference } from '../../../../src/tensor/inferenceModel';
import { readProtobufFields } from '../../../../src/tensor/onnx/protobuf';
import { buildDfmGraph } from '../../../../src/training/exchange/dfmGraph';
import { exportModel } from '../../../../src/training/exchange/exportModel';
import { openSwapper } from '../../../../src/training/inference/swapper';
import { getCropGeometry } from '../../../../src/training/models/modelGeometry';
import { trainerNames } from '../../../../src/training/models/models';
import { resolveModelOptions } from '../../../../src/training/settings/modelOptions';
import type { SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { createFaceAt, createWaves } from '../../../support/conversion/syntheticFace';
import { writeUntrainedModel } from '../../../support/training/untrainedModel';

const folder = mkdtempSync(join(tmpdir(), 'export-'));
const resolvePath = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const framings: readonly [string, SomeTrainOptions][] = [
  ['legacy', { global: { centering: 'legacy', coverage: 87.5 }, 'global.loss': { learn_mask: true } }],
  ['face', { global: { centering: 'face', coverage: 75, vertical_offset: 5 } }],
];

/** Reads the size of the input in the same way as FaceFusion. */
function readInputSize({ inputMetadata: [input] }: InferenceSession): number {
  return input?.isTensor ? Number(input.shape[1]) : 0;
}

/** RGB pixels to BGR and back. */
function rotate(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, i) => pixels[3 * Math.floor(i / 3) + 2 - (i % 3)]!);
}

/** Returns the means of 8x8 blocks except those at the edges, because resampling loses the finest pattern of an untrained network. */
function computeBlockMeans(pixels: Uint8Array, edge: number): number[] {
  const blocks = edge / 8;
  const sums = new Array<number>(blocks * blocks * 3).fill(0);
  pixels.forEach((value, i) => {
    const [x, y] = [Math.floor(i / 3) % edge, Math.floor(i / 3 / edge)];
    sums[3 * (blocks * Math.floor(y / 8) + Math.floor(x / 8)) + (i % 3)]! += value / 64;
  });
  const isInner = (at: number) => at > 0 && at < blocks - 1;
  return sums.filter((_, i) => isInner(Math.floor(i / 3) % blocks) && isInner(Math.floor(i / 3 / blocks)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
}

describe.each(framings)('a .dfm of a model centered on %s', (centering, options) => {
  const [model, file] = [resolvePath(`model-${centering}`), resolvePath(`${centering}.dfm`)];

  it('has what DeepFaceLive and FaceFusion need: names, order, shapes, batch of one', async () => {
    await writeUntrainedModel(model, options);
    const { inputSize, notes } = await exportModel({ modelDir: model, output: file });
    expect(notes).toHaveLength(options['global.loss']?.learn_mask ? 0 : 1);
    const session = await InferenceSession.create(file);
    expect(session.inputMetadata).toMatchObject([
      { name: 'in_face:0', isTensor: true, type: 'float32', shape: [1, inputSize, inputSize, 3] },
    ]);
    expect(session.outputMetadata).toMatchObject([
      { name: 'out_face_mask:0', type: 'float32', shape: [1, inputSize, inputSize, 1] },
      { name: 'out_celeb_face:0', type: 'float32', shape: [1, inputSize, inputSize, 3] },
      { name: 'out_celeb_face_mask:0', type: 'float32', shape: [1, inputSize, inputSize, 1] },
    ]);
    await session.release();
  });

  it('gives the same face as convert, at the same place', async () => {
    const frame = createWaves(500, 480);
    const landmarks = createFaceAt(250, 240, 130, 0.2);
    const [swapper, cropper, session] = [
      await openSwapper(model),
      openFaceCropper(),
      await InferenceSession.create(file),
    ];
    const matrix = createFaceMatrices(landmarks, swapper)(swapper.outputSize);
    const [own] = await swapper.swap([await cropper.crop(frame, matrix, swapper.inputSize)]);

    const size = readInputSize(session);
    const whole = computeWholeFaceMatrix(landmarks, size);
    const face = rotate(await cropper.crop(frame, whole, size));
    const bgr = Float32Array.from(face, (value) => value / 255);
    const results = await session.run({ 'in_face:0': new Tensor('float32', bgr, [1, size, size, 3]) });
    const [mask, celeb, celebMask] = session.outputNames.map((name) => results[name]!.data as Float32Array);
    for (const values of [mask!, celeb!, celebMask!])
      expect(values.every((value) => value >= -1e-6 && value <= 1 + 1e-6)).toBe(true);
    const rgb = rotate(Uint8Array.from(celeb!, (value) => Math.round(255 * value)));
    const there = multiply(matrix, invert(whole));
    const edge = swapper.outputSize;
    const shown = await warpImage({ width: size, height: size, pixels: rgb }, there, edge, edge);
    const [wanted, found] = [computeBlockMeans(own!, edge), computeBlockMeans(shown, edge)];
    const differences = wanted.map((value, i) => Math.abs(value - found[i]!));
    expect(mean(differences)).toBeLessThan(0.1 * deviation(wanted));
    expect(celebMask![(size / 2) * size + size / 2]).toBeGreaterThan(0);
    await Promise.all([swapper.release(), cropper.release(), session.release()]);
  });
});

it('a .dfm of a model for whole heads warns that it gets less', async () => {
  await writeUntrainedModel(resolvePath('heads'), {
    global: { centering: 'head' },
    'global.loss': { learn_mask: true },
  });
  const { notes } = await exportModel({ modelDir: resolvePath('heads'), output: resolvePath('heads.dfm') });
  expect(notes).toEqual([expect.stringMatching(/sees more of a head than .*heads\.dfm provides/)]);
});

describe('a plain ONNX file', () => {
  const model = resolvePath('plain');
  const faces = createWaves(64, 64).pixels;

  it('says what a program and people need to know of it, in fp32 and in fp16', async () => {
    await writeUntrainedModel(model, framings[0]![1]);
    const swapper = await openSwapper(model, { swap: true });
    const [own] = await swapper.swapWithMasks([faces]);
    await swapper.release();
    const sizes: number[] = [];
    for (const precision of ['float32', 'float16'] as const) {
      const output = resolvePath(`${precision}.onnx`);
      const { bytes } = await exportModel({ modelDir: model, output, swap: true, precision, license: 'CC BY 4.0' });
      sizes.push(bytes);
      expect(readMetadata(readFileSync(output))).toMatchObject({
        ...{ name: 'plain', trainer: 'nimble', iterations: '7', direction: 'b_to_a', precision, license: 'CC BY 4.0' },
        ...{ input_size: '64', output_size: '64', centering: 'legacy', coverage: '0.875', color_order: 'RGB' },
        ...{
          source_faces: 'bo',
          target_faces: 'anna',
          consent_source: 'not stated',
          consent_target: 'a release of May',
        },
      });
      const session = await InferenceSession.create(output);
      const { swapped, mask } = await session.run({ faces: new Tensor('uint8', faces, [1, 64, 64, 3]) });
      const limit = precision === 'float32' ? 1 : 2;
      expect(findLargestDifference(swapped!.data as Uint8Array, own!.face)).toBeLessThanOrEqual(limit);
      expect(findLargestDifference(mask!.data as Uint8Array, own!.mask)).toBeLessThanOrEqual(limit);
      await session.release();
    }
    expect(sizes[1]! / sizes[0]!).toBeLessThan(0.52);
  });

  it.each([
    ['model.pth', /must end in \.dfm or \.onnx/],
    ['taken.onnx', /is a folder/],
  ])('is not written as %s', async (name, sentence) => {
    if (name === 'taken.onnx') mkdirSync(resolvePath(name));
    await expect(exportModel({ modelDir: model, output: resolvePath(name) })).rejects.toThrow(sentence);
  });
});

/** `metadata_props`, field 14 of a model. */
function readMetadata(file: Uint8Array): Record<string, string> {
  const entries = [...readProtobufFields(file)].filter(({ number }) => number === 14);
  return Object.fromEntries(
    entries.map(({ value }) =>
      [...readProtobufFields(value as Uint8Array)].map((field) => new TextDecoder().decode(field.value as Uint8Array)),
    ),
  );
}

function findLargestDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

it.each(trainerNames)('every layer of %s can be exported, and ONNX Runtime takes it', async (trainer) => {
  const { options } = resolveModelOptions(trainer, {});
  const model = createModel(trainer, options);
  const { outputs } = buildDfmGraph(model, 'b', getCropGeometry(model, options), true);
  // Without weights, which are fed: these networks have up to a billion.
  const { bytes } = buildInference(outputs, { target: 'webgpu', portable: { metadata: {} } });
  const session = await InferenceSession.create(bytes, { graphOptimizationLevel: 'disabled' });
  expect(session.outputNames).toEqual(Object.keys(outputs));
  await session.release();
});
