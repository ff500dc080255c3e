import { copyFile, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readCheckpoint, setAsideDamagedSave, writeCheckpoint } from '../../../../src/training/store/checkpoint';
import { keepEarlierTraining } from '../../../../src/training/store/earlierTraining';
import type { ModelState } from '../../../../src/training/store/modelState';
import { requireTrainer } from '../../../../src/training/store/trainedModel';
import { rejectUnfitModelFolder } from '../../../../src/training/store/unfitModelFolder';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'unfit-model-'));
});

const tensors = (value: number) => new Map([['encoder/bias', { shape: [1], data: Float32Array.of(value) }]]);

const save = (folder: string, iterations: number, previous?: ModelState) =>
  writeCheckpoint(
    folder,
    { name: 'nimble', sessions: {}, lowest_avg_loss: null, iterations, config: {}, seed: 1 },
    { weights: tensors(iterations), optimizer: tensors(-iterations) },
    previous,
  );

async function makeModel(name: string): Promise<string> {
  const folder = join(root, name);
  await save(folder, 20, await save(folder, 10));
  return folder;
}

const listWeights = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));

it('a model folder whose state files are gone is refused, with the way back, and keeps its weights', async () => {
  const folder = await makeModel('gone');
  for (const name of await readdir(folder)) if (name.endsWith('.json')) await rm(join(folder, name));
  const before = await listWeights(folder);
  await expect(rejectUnfitModelFolder(folder)).rejects.toThrow(
    /nimble_state\.json is missing.* from a backup, or choose/,
  );
  await expect(requireTrainer(folder)).rejects.toThrow(/nimble_state\.json is missing/);
  await cp(await makeModel('gone_snapshot_100_iters'), join(root, 'gone_snapshot_25_iters'), { recursive: true });
  await expect(rejectUnfitModelFolder(folder)).rejects.toThrow(
    /use the copy of the model in .*gone_snapshot_100_iters/,
  );
  expect(await listWeights(folder)).toEqual(before);
});

it('weights of a first save that a kill has interrupted do not stand in the way', async () => {
  const folder = await makeModel('first');
  for (const name of await readdir(folder)) if (name.endsWith('.json')) await rm(join(folder, name));
  await writeFile(join(folder, '.first-save'), '');
  await rejectUnfitModelFolder(folder);
  await save(folder, 1);
  expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
});

it('a file in the place of the folder is named', async () => {
  const file = join(root, 'film.mp4');
  await writeFile(file, '');
  await expect(rejectUnfitModelFolder(file)).rejects.toThrow(`${file} is a file, not a folder.`);
});

it('a folder of other files is refused, one with settings, notes or an interrupted start is not', async () => {
  const folder = join(root, 'other');
  await mkdir(join(folder, 'logs'), { recursive: true });
  for (const name of ['train.ini', 'notes.txt', 'model_card.md', '.hidden']) await writeFile(join(folder, name), '');
  await writeFile(join(folder, 'logs', 'losses.csv'), 'iteration,seconds,loss_a,loss_b\n1,2,3,4\n');
  await rejectUnfitModelFolder(folder);
  await rejectUnfitModelFolder(join(root, 'none'));
  const foreign: [string, RegExp][] = [
    ['IMG_1.jpg', /other files \(1\), such as IMG_1\.jpg/],
    ['training_preview.png', /such as training_preview\.png/],
    ['original.keras', /created by faceswap itself/],
    ['SAEHD_encoder.npy', /such as SAEHD_encoder\.npy/],
  ];
  for (const [name, sentence] of foreign) {
    await writeFile(join(folder, name), 'x');
    await expect(rejectUnfitModelFolder(folder)).rejects.toThrow(sentence);
    await rm(join(folder, name));
  }
  await writeFile(join(folder, 'logs', 'losses.csv'), 'my own table\n');
  await expect(rejectUnfitModelFolder(folder)).rejects.toThrow(/such as logs/);
});

it('logs and previews of an earlier training go to the trash where a new model starts', async () => {
  const folder = join(root, 'earlier');
  for (const name of ['logs', 'previews']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'logs', 'losses.csv'), 'iteration,seconds,loss_a,loss_b\n1,2,3,4\n');
  await writeFile(join(folder, 'train.ini'), '');
  const kept = await keepEarlierTraining(folder);
  expect((await readdir(kept!)).sort()).toEqual(['logs', 'previews']);
  expect((await readdir(folder)).sort()).toEqual(['.trash', 'train.ini']);
  await save(folder, 10);
  expect(await keepEarlierTraining(folder)).toBeUndefined();
});

it('half a model is continued from what is intact, or refused by the name of what is missing; nothing of it is deleted', async () => {
  const folder = await makeModel('half');
  await rm(join(folder, 'nimble_000002_weights.safetensors'));
  const recovered = await readCheckpoint(folder, 'nimble');
  expect(recovered).toMatchObject({ state: { iterations: 10 }, recovery: expect.stringMatching(/damaged/) });
  const kept = await setAsideDamagedSave(folder, recovered);
  expect((await readdir(kept!)).sort()).toEqual(['nimble_000002_optimizer.safetensors', 'nimble_state.json']);
  await save(folder, 30, recovered.state);
  expect((await readCheckpoint(folder, 'nimble')).state.iterations).toBe(30);

  const alone = join(root, 'alone');
  await save(alone, 10);
  await copyFile(join(alone, 'nimble_000001_weights.safetensors'), join(root, 'weights'));
  await rm(join(alone, 'nimble_000001_optimizer.safetensors'));
  const weightsOnly = await readCheckpoint(alone, 'nimble');
  expect(weightsOnly.optimizer).toBeUndefined();
  expect(weightsOnly.recovery).toMatch(/nimble_000001_optimizer\.safetensors .* missing or damaged/);
  expect(weightsOnly.weights).toEqual(tensors(10));
  await rm(join(alone, 'nimble_000001_weights.safetensors'));
  await expect(readCheckpoint(alone, 'nimble')).rejects.toThrow(/nimble_000001_weights\.safetensors is missing/);
});
