import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelNanScan = defineStage({
  name: 'model-nan-scan',
  command: 'model nan-scan',
  title: 'Check for NaN Values',
  help: 'Check a model for NaN and infinite values',
  result: 'report',
  options: { modelDir: modelDirOption },
  listOutputs: () => [],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelNanScan,
});
