import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createModel } from '../../../scripts/createModel';
import { listNetworkParts } from '../../../scripts/generate/pictures/networkParts';
import { trainerNames } from '../../../src/training/models/models';
import { resolveTrainOptions } from '../../../src/training/settings/trainOptions';

test('docs/models.md has a section for every model', () => {
  const page = readFileSync('docs/models.md', 'utf8');
  for (const name of trainerNames) expect(page).toContain(`\n## ${name}\n`);
});

test('a network is described by its parts, their inputs and their layers', () => {
  const parts = listNetworkParts(createModel('iae', resolveTrainOptions()));
  expect(Object.fromEntries(parts.map(({ name, sources }) => [name, sources.toSorted()]))).toEqual({
    encoder: [],
    inter_a: ['encoder'],
    inter_b: ['encoder'],
    inter_both: ['encoder'],
    decoder: ['inter_a', 'inter_b', 'inter_both'],
  });
  const getStages = (part: string) => parts.find(({ name }) => name === part)!.stages;
  expect(getStages('encoder').map(({ shape }) => shape)).toEqual([
    [64, 64, 3],
    [32, 32, 128],
    [16, 16, 256],
    [8, 8, 512],
  ]);
  expect(getStages('inter_b')).toEqual([
    { shape: [16384], layers: 1 },
    { shape: [1024], layers: 1 },
  ]);
  expect(getStages('decoder').at(-1)).toEqual({ shape: [64, 64, 3], layers: 0 });

  const villain = listNetworkParts(createModel('villain', resolveTrainOptions()));
  expect(villain[0]!.stages.find(({ shape }) => shape.join() === '64,64,128')?.layers).toBe(33);
});
