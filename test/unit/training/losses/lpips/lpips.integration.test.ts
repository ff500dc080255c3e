import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../../../src/shared/jobEvents';
import { train } from '../../../../../src/stages/train/run';
import { gradients } from '../../../../../src/tensor/gradients';
import { Graph } from '../../../../../src/tensor/graph';
import { sum } from '../../../../../src/tensor/ops';
import { Random } from '../../../../../src/tensor/random';
import { compareByTrunk } from '../../../../../src/training/losses/lpips/lpips';
import { lpipsAlex, lpipsSqueeze, lpipsVgg16 } from '../../../../../src/training/losses/lpips/lpipsLosses';
import { readTrunks } from '../../../../../src/training/losses/lpips/readTrunks';
import { readTrunk } from '../../../../../src/training/losses/lpips/trunk';
import { evaluate } from '../../../../support/tensor/evaluate';
import { lpipsOracle } from '../../../../support/training/lpipsOracle';
import { createPlane, type Face } from '../../../../support/training/planes';
import { writeFaces } from '../../../../support/training/syntheticFaces';
import { buildTrainProgram } from '../../../../support/training/trainProgram';
import { TrunkFile, trunkFeatures } from '../../../../support/training/trunkFile';

const sharedWeights = new URL('../../../../../../shared/weights/', import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lpips-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lpipsLosses = { lpips_alex: lpipsAlex, lpips_squeeze: lpipsSqueeze, lpips_vgg16: lpipsVgg16 } as const;
type LpipsName = keyof typeof lpipsLosses;
const lpipsNames = Object.keys(lpipsLosses) as LpipsName[];

const files = new Map<LpipsName, TrunkFile>();
function createTrunkFile(name: LpipsName): TrunkFile {
  const file = files.get(name) ?? new TrunkFile(trunkFeatures[name], 3);
  files.set(name, file);
  return file;
}

/** A face of that edge and one like it; row-major [1, edge, edge, 3]. */
function createImagePair(edge: number): { x: Float32Array; y: Float32Array } {
  const random = new Random(edge);
  const x = Float32Array.from(
    { length: edge * edge * 3 },
    (_, i) => 0.5 + 0.3 * Math.sin(i / 23) + random.uniform(-0.1, 0.1),
  );
  return { x, y: x.map((value) => value + random.uniform(-0.1, 0.1)) };
}

function splitChannels(image: ArrayLike<number>, edge: number): Face {
  return [0, 1, 2].map((c) => createPlane(edge, edge, (i, j) => image[(i * edge + j) * 3 + c]!));
}

function computeLoss(name: LpipsName, bytes: Uint8Array, edge: number) {
  const graph = new Graph();
  const shape = [1, edge, edge, 3];
  const made = graph.input('x', shape);
  const map = compareByTrunk(readTrunk(lpipsLosses[name].trunk, bytes))(made, graph.input('y', shape));
  return { map, made };
}

describe.each([
  ['lpips_alex', 64],
  ['lpips_squeeze', 64],
  ['lpips_vgg16', 16],
] as const)('%s', (name, edge) => {
  const { x, y } = createImagePair(edge);

  it('compares the features of the trunk, as in the paper', async () => {
    const { map } = computeLoss(name, createTrunkFile(name).bytes, edge);
    expect(map.shape).toEqual([1, edge, edge, 1]);
    const actual = (await evaluate({ map }, { x, y })).map;
    const expected = lpipsOracle(name, createTrunkFile(name))(splitChannels(x, edge), splitChannels(y, edge)).flat();
    const largest = Math.max(...expected);
    for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(2e-4 * largest);
  });
});

it.each(lpipsNames)('%s enlarges pictures that are too small for it', async (name) => {
  const edge = 8;
  const { x, y } = createImagePair(edge);
  const { map, made } = computeLoss(name, createTrunkFile(name).bytes, edge);
  const [slope] = gradients(sum(map), [made]);
  const values = await evaluate({ map, slope: slope! }, { x, y });
  expect(values.map).toHaveLength(edge * edge);
  expect(Math.min(...values.map!)).toBeGreaterThan(0);
  expect(values.slope!.every(Number.isFinite)).toBe(true);
  expect(values.slope!.some((value) => value !== 0)).toBe(true);
});

describe('the gradient through a frozen trunk', () => {
  it.each(['lpips_alex', 'lpips_squeeze'] as const)('of %s is that of finite differences', async (name) => {
    const { x, y } = createImagePair(64);
    const { map, made } = computeLoss(name, createTrunkFile(name).bytes, 64);
    const [slope] = gradients(sum(map), [made]);
    const { gradient } = await evaluate({ gradient: slope! }, { x, y });
    const oracle = lpipsOracle(name, createTrunkFile(name));
    const wanted = splitChannels(y, 64);
    const random = new Random(9);
    const direction = Float64Array.from(x, () => random.uniform(-1, 1));
    const computeLossAt = (step: number) =>
      oracle(
        splitChannels(
          Float64Array.from(x, (value, i) => value + step * direction[i]!),
          64,
        ),
        wanted,
      )
        .flat()
        .reduce((a, b) => a + b, 0);
    const terms = Float64Array.from(gradient, (value, i) => value * direction[i]!);
    const scale = Math.sqrt(terms.reduce((total, term) => total + term * term, 0));
    const difference = (computeLossAt(1e-6) - computeLossAt(-1e-6)) / 2e-6;
    expect(Math.abs(difference - terms.reduce((a, b) => a + b, 0))).toBeLessThan(5e-3 * scale);
  });
});

describe('the file of a trunk', () => {
  it('weights the channels as LPIPS does when it has the weights', async () => {
    const random = new Random(2);
    const weights = [64, 192, 384, 256, 256].map((count) =>
      Float32Array.from({ length: count }, () => random.uniform(0, 1)),
    );
    const extras = Object.fromEntries(weights.map((values, i) => [`lin${i}.model.1.weight`, values]));
    const file = new TrunkFile(trunkFeatures.lpips_alex, 3, extras);
    expect(readTrunk(lpipsAlex.trunk, file.bytes).isCalibrated).toBe(true);
    expect(readTrunk(lpipsAlex.trunk, createTrunkFile('lpips_alex').bytes).isCalibrated).toBe(false);
    const { x, y } = createImagePair(64);
    const actual = (await evaluate({ map: computeLoss('lpips_alex', file.bytes, 64).map }, { x, y })).map;
    const expected = lpipsOracle('lpips_alex', file, weights)(splitChannels(x, 64), splitChannels(y, 64)).flat();
    const largest = Math.max(...expected);
    for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(2e-4 * largest);
  });

  it('is found in a folder by the name of its loss, and reported as uncalibrated', async () => {
    await writeFile(join(folder, 'lpips_squeeze.onnx'), createTrunkFile('lpips_squeeze').bytes);
    const told: string[] = [];
    const trunks = await readTrunks([lpipsSqueeze], folder, (message) => told.push(message));
    expect([...trunks.keys()]).toEqual(['lpips_squeeze']);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/lpips_squeeze\.onnx has no LPIPS channel weights .* all channels have equal weight/);
    await expect(readTrunks([lpipsAlex], folder, () => undefined)).rejects.toThrow(
      /There is no file .*lpips_alex\.onnx/,
    );
  });

  it('must be named', async () => {
    const reading = readTrunks([lpipsAlex], '', () => undefined);
    await expect(reading).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(/lpips_trunk/) });
  });

  it.each([
    ['lpips_vgg16', 'lpips_alex'],
    ['lpips_alex', 'lpips_vgg16'],
    ['lpips_alex', 'lpips_squeeze'],
    ['lpips_squeeze', 'lpips_alex'],
  ] as const)('for %s is not that of %s', async (wanted, given) => {
    const path = join(folder, 'given.onnx');
    await writeFile(path, createTrunkFile(given).bytes);
    const reading = readTrunks([lpipsLosses[wanted]], path, () => undefined);
    await expect(reading).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /given\.onnx cannot be used as the network of .*: its layers do not match that network/,
      ),
    });
  });

  it('is refused in one sentence when it is another network altogether', async (context) => {
    const names = await readdir(sharedWeights).catch(() => context.skip('../shared/weights is not here'));
    const networks = names.filter((name) => name.endsWith('.onnx'));
    expect(networks.length).toBeGreaterThan(0);
    for (const name of networks)
      for (const loss of lpipsNames) {
        const reading = readTrunks([lpipsLosses[loss]], new URL(name, sharedWeights).pathname, () => undefined);
        await expect(reading).rejects.toMatchObject({
          name: 'UserError',
          message: expect.stringMatching(/^[^\n]*\.onnx cannot be used as the network of [^\n]*\.$/),
        });
      }
  });
});

it('training uses the trunk that train.ini names, and says what is missing', async () => {
  const program = await buildTrainProgram();
  try {
    for (const side of ['a', 'b']) await writeFaces(join(folder, side), 2);
    await writeFile(join(folder, 'lpips_squeeze.onnx'), createTrunkFile('lpips_squeeze').bytes);
    const config = join(folder, 'train.ini');
    const losses = 'loss_function = mae\nloss_function_2 = lpips_squeeze\nloss_weight_2 = 50';
    await writeFile(config, `[global.loss]\n${losses}\nlpips_trunk = lpips_squeeze.onnx\n`);
    const events: JobEvent[] = [];
    const request = {
      inputA: join(folder, 'a'),
      inputB: join(folder, 'b'),
      modelDir: join(folder, 'model'),
      trainer: 'nimble' as const,
      batchSize: 1,
      iterations: 2,
      saveInterval: 10,
      seed: 5,
      threads: 1,
      config,
      loaderModule: program.loaderModule,
    };
    const summary = await train(request, { signal: new AbortController().signal, emit: (event) => events.push(event) });
    expect(summary.iterations).toBe(2);
    expect(Number.isFinite(summary.lossA!)).toBe(true);
    expect(JSON.stringify(events)).toMatch(/all channels have equal weight in lpips_squeeze/);
  } finally {
    await program.remove();
  }
});
