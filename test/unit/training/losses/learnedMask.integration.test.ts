import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { train } from '../../../../src/stages/train/run';
import { openSwapper } from '../../../../src/training/inference/swapper';
import { readCheckpoint } from '../../../../src/training/store/checkpoint';
import { writeFaces } from '../../../support/training/syntheticFaces';
import { buildTrainProgram, type TrainProgram } from '../../../support/training/trainProgram';

let program: TrainProgram;
let folder: string;

beforeAll(async () => {
  program = await buildTrainProgram();
  folder = await mkdtemp(join(tmpdir(), 'learned-mask-'));
  await writeFaces(join(folder, 'a'), 3);
  await writeFaces(join(folder, 'b'), 3);
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

it('a model with learn_mask learns the mask, saves it, and continues with it', async () => {
  const [modelDir, config] = [join(folder, 'model'), join(folder, 'train.ini')];
  await writeFile(config, '[global.loss]\nlearn_mask = True\nmask_loss_function = mae\n');
  const request = {
    inputA: join(folder, 'a'),
    inputB: join(folder, 'b'),
    modelDir,
    trainer: 'nimble' as const,
    batchSize: 2,
    saveInterval: 1000,
    seed: 5,
    threads: 1,
    noWarp: true,
    noFlip: true,
    loaderModule: program.loaderModule,
  };
  const job = { signal: new AbortController().signal, emit: () => undefined };
  await train({ ...request, iterations: 30, config }, job);
  const summary = await train({ ...request, iterations: 40 }, job); // the model keeps learn_mask itself
  expect(summary).toMatchObject({ iterations: 40, trained: 10 });
  const { weights } = await readCheckpoint(modelDir, 'nimble');
  expect([...weights.keys()]).toEqual(
    expect.arrayContaining(['decoder_a/mask/kernel', 'decoder_b/mask/upscale_2/bias']),
  );
  const swapper = await openSwapper(modelDir);
  expect(swapper.predictsMasks).toBe(true);
  const input = new Uint8Array(64 * 64 * 3).fill(120);
  const [swapped] = await swapper.swapWithMasks([input]);
  expect([swapped!.face]).toEqual(await swapper.swap([input]));
  expect(swapped!.mask).toHaveLength(64 * 64);
  const [middle, corner] = [swapped!.mask[36 * 64 + 32]!, swapped!.mask[0]!];
  expect(middle - corner).toBeGreaterThan(60);
  await swapper.release();
});
