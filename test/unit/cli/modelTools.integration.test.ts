import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';
import { openModel } from '../../../src/stages/convert/openModel';
import { openSwapper } from '../../../src/training/inference/swapper';
import { readCheckpoint, writeCheckpoint } from '../../../src/training/store/checkpoint';
import { Program, parseResult } from '../../support/cli/program';
import { writeFaces } from '../../support/training/syntheticFaces';

const program = new Program();
const resolvePath = (...names: string[]) => program.resolvePath(...names);

beforeAll(async () => {
  await writeFaces(resolvePath('a'), 2);
  await writeFaces(resolvePath('b'), 2);
  await runFaceswap('train', '-A', 'a', '-B', 'b', '-m', 'model', '-t', 'nimble', '-b', '2', '-i', '2', '-s', '1');
});

/** Runs a command that must end well; gives its summary. */
async function runFaceswap(...args: string[]) {
  const end = await program.run([...args, '--json']);
  expect(end).toMatchObject({ code: 0, stderr: '' });
  return parseResult(end).summary!;
}

const face = new Uint8Array(64 * 64 * 3).map((_, i) => (i * 7) % 251);

async function runExportedModel(model: string, swap: boolean): Promise<Uint8Array> {
  const swapper = await openSwapper(resolvePath(model), { swap });
  const [result] = await swapper.swap([face]);
  await swapper.release();
  return result!;
}

test('summary prints layers, parameters and compute of a model, as one object or as a table', async () => {
  const original = await runFaceswap('model', 'summary', '--trainer', 'original');
  // By hand: 4 convolutions 5x5 stride 2, 2 dense layers, 4 upscales, the face, all in multiplications x 2.
  const convolutions = [3 * 128 * 32 ** 2, 128 * 256 * 16 ** 2, 256 * 512 * 8 ** 2, 512 * 1024 * 4 ** 2];
  const dense = [4 * 4 * 1024 * 1024, 1024 * 4 * 4 * 1024];
  const upscales = [1024 * 2048 * 4 ** 2, 512 * 1024 * 8 ** 2, 256 * 512 * 16 ** 2, 128 * 256 * 32 ** 2];
  const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const products = 25 * sum(convolutions) + sum(dense) + 9 * sum(upscales) + 25 * 64 * 3 * 64 ** 2;
  expect(original).toMatchObject({ trainer: 'original', input: [64, 64, 3], outputs: [[64, 64, 3]] });
  expect(original.gflop_per_face).toBeCloseTo((2 * products) / 1e9, 6);
  expect(Math.abs(Number(original.parameters) / 82.1e6 - 1)).toBeLessThan(0.01); // faceswap's documentation

  writeFileSync(resolvePath('lowmem.ini'), '[model.original]\nlowmem = True\n');
  const { parameters } = await runFaceswap('model', 'summary', '--trainer', 'original', '--config', 'lowmem.ini');
  expect(Math.abs(Number(parameters) / 60.6e6 - 1)).toBeLessThan(0.01);

  writeFileSync(resolvePath('masks.ini'), '[global.loss]\nlearn_mask = True\n');
  const { outputs, layers } = await runFaceswap('model', 'summary', '--trainer', 'nimble', '--config', 'masks.ini');
  expect(outputs).toEqual([
    [64, 64, 3],
    [64, 64, 1],
  ]);
  expect(layers).toContainEqual({ layer: 'decoder_a/mask', output: [64, 64, 1], parameters: 5 * 5 * 16 + 1 });

  const memory = original.memory as readonly { batch: number; mib: number }[];
  expect(memory.map(({ batch }) => batch)).toEqual([1, 2, 4, 8, 16, 32]);
  expect(memory.map(({ mib }) => mib)).toEqual(memory.map(({ mib }) => mib).toSorted((a, b) => a - b));
  expect(memory[0]!.mib).toBeGreaterThan((3 * 4 * Number(original.parameters)) / 2 ** 20); // weights and Adam's moments

  const trunkless = '[global.loss]\nloss_function_2 = lpips_alex\nlpips_trunk = gone.onnx\n';
  writeFileSync(resolvePath('trunkless.ini'), trunkless);
  const args = ['model', 'summary', '--trainer', 'nimble', '--config', 'trunkless.ini', '--json'];
  const told = await program.run(args);
  expect(told.stdout).toMatch(/There is no file .*gone\.onnx for lpips_alex/);
  expect(parseResult(told).summary).toMatchObject({ trainer: 'nimble', memory: [] });

  const { stdout } = await program.run(['model', 'summary', '-m', 'model']);
  expect(stdout).toMatch(/^iterations: 2$/m);
  expect(stdout).toMatch(/^input: 64 x 64 x 3\noutputs: 64 x 64 x 3$/m);
  expect(stdout).toMatch(/^memory:\n +batch +mib\n +1 +\d+\n +2 +\d+$/m);
  expect(stdout).toMatch(/^ {2}layer +output +parameters$/m);
  expect(stdout).toMatch(/^ {2}encoder\/conv_0 +32 x 32 x 32 +2432$/m);
  expect(stdout).toMatch(/^ {2}decoder_b\/face +64 x 64 x 3 +1203$/m);
});

test('inference writes a folder that convert accepts, and ONNX files that give the same faces in another program', async () => {
  const { output, aToB, bToA } = await runFaceswap('model', 'inference', '-m', 'model');
  expect(output).toBe(resolvePath('model_inference'));
  expect(readdirSync(resolvePath('model_inference')).filter((name) => /optimizer|bk|previous/.test(name))).toEqual([]);
  for (const [file, swap] of [
    [aToB, false],
    [bToA, true],
  ] as const) {
    const ours = await runExportedModel('model', swap);
    expect(await runExportedModel('model_inference', swap)).toEqual(ours);
    const session = await InferenceSession.create(resolvePath('model_inference', String(file)));
    const result = await session.run({ faces: new Tensor('uint8', face, [1, 64, 64, 3]) });
    const differences = (result.swapped!.data as Uint8Array).map((value, i) => Math.abs(value - ours[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1); // another order of the sums
    await session.release();
  }
  const again = await program.run(['model', 'inference', '-m', 'model']);
  expect(again).toMatchObject({
    code: 1,
    stderr: `${resolvePath('model_inference')} already exists. Choose a new folder.\n`,
  });
});

test('export writes a .dfm that convert accepts, and says what replaces masks that the model does not draw', async () => {
  const { code, stdout, stderr } = await program.run(['model', 'export', '-m', 'model', '-o', 'model.dfm', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /The model predicts no masks \(learn_mask\), so .*model\.dfm contains a soft oval mask instead\./,
  );
  const { summary } = parseResult({ code, stdout, stderr });
  expect(summary).toMatchObject({
    iterations: 2,
    output: resolvePath('model.dfm'),
    bytes: statSync(resolvePath('model.dfm')).size,
  });
  const opened = await openModel(resolvePath('model.dfm'), { swap: false });
  expect(opened).toMatchObject({ centering: 'whole-face', maskType: 'predicted', inputSize: summary!.inputSize });
  await opened.release();
});

test('nan-scan names the tensors with NaN or infinite values, and their positions', async () => {
  expect(await runFaceswap('model', 'nan-scan', '-m', 'model')).toMatchObject({ iterations: 2, damaged: [] });
  const { state, weights } = await readCheckpoint(resolvePath('model'), 'nimble');
  const kernel = weights.get('encoder/conv_1/kernel')!; // [5, 5, 32, 64]
  const data = kernel.data.slice();
  data[64 * (32 * (5 * 3 + 1) + 7) + 2] = Number.NaN;
  data[data.length - 1] = Number.NEGATIVE_INFINITY;
  mkdirSync(resolvePath('spoiled'));
  const spoiled = new Map([...weights, ['encoder/conv_1/kernel', { ...kernel, data }] as const]);
  await writeCheckpoint(resolvePath('spoiled'), state, { weights: spoiled });
  const { code, stdout } = await program.run(['model', 'nan-scan', '-m', 'spoiled', '--json']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/1 of its tensors contain NaN or infinite values\. Restore/);
  expect(parseResult({ code, stdout, stderr: '' }).summary!.damaged).toEqual([
    { tensor: 'encoder/conv_1/kernel', shape: [5, 5, 32, 64], nan: 1, infinite: 1, first: [3, 1, 7, 2] },
  ]);
});

test('swap-sides exchanges the two sides, and training continues', async () => {
  const [toB, toA] = [await runExportedModel('model', false), await runExportedModel('model', true)];
  expect(toB).not.toEqual(toA);
  const { archive } = await runFaceswap('model', 'swap-sides', '-m', 'model');
  expect([await runExportedModel('model', false), await runExportedModel('model', true)]).toEqual([toA, toB]);
  const { state } = await readCheckpoint(resolvePath('model'), 'nimble');
  expect(state.sessions['1']?.faces).toMatchObject({ a: { name: 'b', count: 2 }, b: { name: 'a', count: 2 } });
  expect(readFileSync(String(`${archive}/nimble_state.json`), 'utf8')).toContain('"iterations": 2');
  const train = ['train', '-A', 'b', '-B', 'a', '-m', 'model', '-t', 'nimble', '-b', '2', '-s', '1'];
  expect(await runFaceswap(...train, '-i', '3')).toMatchObject({ iterations: 3, trained: 1 });
});

test('restore returns to the best save', async () => {
  await runFaceswap('train', '-A', 'a', '-B', 'b', '-m', 'best', '-t', 'nimble', '-b', '2', '-i', '2', '-s', '1');
  const { state, weights } = await readCheckpoint(resolvePath('best'), 'nimble');
  await writeCheckpoint(resolvePath('best'), { ...state, iterations: 9 }, { weights }, state);
  const { from, to, archive } = await runFaceswap('model', 'restore', '-m', 'best');
  expect(from).toBe(9);
  expect([1, 2]).toContain(to);
  expect((await readCheckpoint(resolvePath('best'), 'nimble')).state.iterations).toBe(to);
  expect((await readCheckpoint(String(archive), 'nimble')).state.iterations).toBe(9);
  expect(statSync(String(archive)).isDirectory()).toBe(true);
});

test.each([
  [['model'], 0, /model nan-scan +Check a model/],
  [['model', 'sumary'], 2, /Unknown command "model sumary"\. Did you mean "model summary"\?/],
  [['model', 'summary'], 2, /Set either --model-dir \(a trained model\) or --trainer \(a model type\)/],
  [['model', 'summary', '--trainer', 'orignal'], 2, /--trainer must be one of: original/],
  [['model', 'restore', '-m', 'nowhere'], 1, /There is no model in .*nowhere\. Train one first/],
  [[...'train -A a -B b -m nowhere -t nimble -x a -y b -z masks.ini'.split(' ')], 1, /is a file, but a folder is/],
  [['model', 'export', '-m', 'nowhere', '-o', 'a.dfm'], 1, /There is no model in .*nowhere\. Train one first/],
  [['model', 'export', '-m', 'model', '-o', 'a.pth'], 1, /must end in \.dfm or \.onnx/],
  [['model', 'summary', '-m', 'nowhere'], 1, /There is no model in .*nowhere\. Train one first/],
])('%j is answered with exit code %i and a sentence', async (args, exitCode, sentence) => {
  const { code, stdout, stderr } = await program.run(args);
  expect(stdout + stderr).toMatch(sentence);
  expect(code).toBe(exitCode);
  expect(readdirSync(program.folder)).not.toContain('nowhere');
});
