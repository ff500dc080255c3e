import type { StageModules } from './runJob';

/** Where each stage of the pipeline is found. */
export const stages: StageModules = {
  frames: async () => (await import('../pipeline/frames')).frames,
  extract: async () => (await import('../pipeline/extract')).extract,
  sort: async () => (await import('../pipeline/sort')).sort,
  'clean-up': async () => (await import('../pipeline/cleanUp')).cleanUp,
  train: async () => (await import('../pipeline/train')).train,
  convert: async () => (await import('../pipeline/convert')).convert,
  preview: async () => (await import('../pipeline/preview')).preview,
  timelapse: async () => (await import('../pipeline/timelapse')).timelapse,
  devices: async () => (await import('../pipeline/devices')).devices,
  'model-summary': async () => (await import('../pipeline/model/summary')).modelSummary,
  'model-inference': async () => (await import('../pipeline/model/inference')).modelInference,
  'model-export': async () => (await import('../pipeline/model/export')).modelExport,
  'model-nan-scan': async () => (await import('../pipeline/model/nanScan')).modelNanScan,
  'model-restore': async () => (await import('../pipeline/model/restore')).modelRestore,
  'model-swap-sides': async () => (await import('../pipeline/model/swapSides')).modelSwapSides,
};
