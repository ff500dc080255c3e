import { describe, expect, it } from 'vitest';
import { models } from '../../../../src/training/models/models';
import { rankModels, type TrainingMachine } from '../../../../src/training/models/rankModels';

const processor: TrainingMachine = { device: 'cpu', name: 'A processor', threads: 2 };

describe('the models to choose from', () => {
  it.each<[string, TrainingMachine, string]>([
    ['without a GPU', processor, 'nimble'],
    ['with a GPU of unknown memory', { device: 'webgpu', name: '', threads: 8 }, 'original'],
    ['with a GPU of 2 GB', { device: 'webgpu', name: 'small', memoryGb: 2, threads: 8 }, 'nimble'],
    ['with a GPU of 24 GB', { device: 'cuda', name: 'large', memoryGb: 24, threads: 8 }, 'dfaker'],
  ])('begin, on a machine %s, with the one that suits it', (_, machine, name) => {
    expect(rankModels(machine).recommended.name).toBe(name);
  });

  it('are all there once, and those that need a GPU stand together', () => {
    const { recommended, light, needGpu } = rankModels(processor);
    expect([recommended, ...light, ...needGpu].map(({ name }) => name).sort()).toEqual(
      models.map(({ name }) => name).sort(),
    );
    expect(light).toEqual([]);
    expect(needGpu.every(({ gpuMemoryGb }) => gpuMemoryGb! > 0)).toBe(true);
  });
});
