import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const modelRestore = defineStage({
  name: 'model-restore',
  command: 'model restore',
  title: 'Restore Best Save',
  help: 'Go back to the best save of a model; the newest is archived beside it',
  options: { modelDir: modelDirOption },
  getWrittenPaths: ({ modelDir }) => [modelDir],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelRestore,
});
