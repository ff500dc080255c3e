import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelRestore = defineStage({
  name: 'model-restore',
  command: 'model restore',
  title: 'Restore Best Save',
  help: 'Restore the best save of a model; the latest save is archived in the same folder',
  result: 'none',
  options: { modelDir: modelDirOption },
  listOutputs: ({ modelDir }) => [{ path: modelDir, kind: 'edited' }],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelRestore,
});
