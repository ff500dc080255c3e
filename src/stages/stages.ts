import type { JobContext } from '../shared/jobEvents';
import type { StageName, StageOptions } from './stageTable';

/** How each stage is found: its module is loaded only in the process that runs it. It gives a flat summary for JSON. */
export type StageModules = {
  readonly [S in StageName]: () => Promise<(options: StageOptions<S>, job: JobContext) => Promise<object>>;
};

/** Where each stage of the pipeline is found. */
export const stages: StageModules = {
  frames: async () => (await import('./frames/run')).frames,
  extract: async () => (await import('./extract/run')).extract,
  sort: async () => (await import('./sort/run')).sort,
  'clean-up': async () => (await import('./cleanUp/run')).cleanUp,
  train: async () => (await import('./train/run')).train,
  convert: async () => (await import('./convert/run')).convert,
  preview: async () => (await import('./preview/run')).preview,
  timelapse: async () => (await import('./timelapse/run')).timelapse,
  devices: async () => (await import('./devices/run')).devices,
  'model-summary': async () => (await import('./modelSummary/run')).modelSummary,
  'model-inference': async () => (await import('./modelInference/run')).modelInference,
  'model-export': async () => (await import('./modelExport/run')).modelExport,
  'model-nan-scan': async () => (await import('./modelNanScan/run')).modelNanScan,
  'model-restore': async () => (await import('./modelRestore/run')).modelRestore,
  'model-swap-sides': async () => (await import('./modelSwapSides/run')).modelSwapSides,
};
