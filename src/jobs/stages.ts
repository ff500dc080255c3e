import type { StageModules } from './runJob';

/** Where each stage of the pipeline is found. */
export const stages = {
  frames: async () => (await import('../pipeline/frames')).frames,
  extract: async () => (await import('../pipeline/extract')).extract,
  train: async () => (await import('../pipeline/train')).train,
  convert: async () => (await import('../pipeline/convert')).convert,
} as unknown as StageModules;
