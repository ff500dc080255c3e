import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveTrainingChoice } from '../../../src/stages/train/trainingChoice';

let project: string;
let modelDir: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'choice-'));
  modelDir = join(project, 'models', 'ann-ben');
  await mkdir(modelDir, { recursive: true });
  await mkdir(join(project, 'presets'));
  const head = '# trainer: nimble\n# for: near faces\n# memory: little\n';
  await writeFile(join(project, 'presets', 'near.ini'), `${head}[global]\ncoverage = 70\nvertical_offset = 5\n`);
  await writeFile(join(modelDir, 'train.ini'), '[global]\ncoverage = 90\n[global.optimizer]\nlearning_rate = 1e-5\n');
  await writeFile(join(project, 'other.ini'), '[global]\ncoverage = 80\n');
});
afterEach(() => rm(project, { recursive: true }));

describe("the choice of a training's settings", () => {
  it("is by default the trainer original with the model's own train.ini", async () => {
    expect(await resolveTrainingChoice({ modelDir })).toEqual({
      trainer: 'original',
      settings: { global: { coverage: 90 }, 'global.optimizer': { learning_rate: 1e-5 } },
      warnings: [],
    });
  });

  it("is, with a preset of the project's, its trainer, and its options before those of the model's train.ini", async () => {
    const { trainer, settings } = await resolveTrainingChoice({ modelDir, preset: 'near' });
    expect(trainer).toBe('nimble');
    expect(settings).toEqual({
      global: { coverage: 70, vertical_offset: 5 },
      'global.optimizer': { learning_rate: 1e-5 },
    });
  });

  it('is what a named configuration says, before the preset', async () => {
    const { settings } = await resolveTrainingChoice({
      modelDir,
      preset: 'near',
      config: join(project, 'other.ini'),
    });
    expect(settings).toEqual({ global: { coverage: 80, vertical_offset: 5 } });
  });
});
