import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelSwapSides = defineStage({
  name: 'model-swap-sides',
  command: 'model swap-sides',
  title: 'Swap the Sides of a Model',
  help: 'Make A of B and B of A in a model; the model as it was is archived beside it',
  options: { modelDir: modelDirOption },
  getWrittenPaths: ({ modelDir }) => [modelDir],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelSwapSides,
});
