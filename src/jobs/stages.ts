import type { StageModules } from './runJob';

/** Where each stage of the pipeline is found. */
export const stages: StageModules = {
  frames: async () => (await import('../pipeline/frames')).frames,
  extract: async () => (await import('../pipeline/extract')).extract,
  sort: async () => (await import('../pipeline/sort')).sort,
  'clean-up': async () => (await import('../pipeline/cleanUp')).cleanUp,
  train: async () => (await import('../pipeline/train')).train,
  convert: async () => (await import('../pipeline/convert')).convert,
};
