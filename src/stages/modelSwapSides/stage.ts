import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelSwapSides = defineStage({
  name: 'model-swap-sides',
  command: 'model swap-sides',
  title: 'Swap the Sides of a Model',
  help: 'Swap the sides A and B of a model; the previous model is archived in the same folder',
  result: 'none',
  options: { modelDir: modelDirOption },
  listOutputs: ({ modelDir }) => [{ path: modelDir, kind: 'edited' }],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelSwapSides,
});
