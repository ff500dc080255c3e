import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelNanScan = defineStage({
  name: 'model-nan-scan',
  command: 'model nan-scan',
  title: 'Check for NaN Values',
  help: 'Look for values in a model that are no finite numbers',
  options: { modelDir: modelDirOption },
  getWrittenPaths: () => [],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelNanScan,
});
