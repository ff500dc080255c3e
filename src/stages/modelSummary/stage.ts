import { trainerNames } from '../../training/models/models';
import { configOption, modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

const { required: _, ...optionalModelDir } = modelDirOption;

export const modelSummary = defineStage({
  name: 'model-summary',
  command: 'model summary',
  title: 'Model Summary',
  help: 'List the layers of a model with shapes, parameters, compute and memory',
  result: 'report',
  options: {
    modelDir: optionalModelDir,
    trainer: {
      type: 'choice',
      choices: trainerNames,
      short: 't',
      help: 'The kind of model, instead of a trained model',
    },
    config: { ...configOption, help: 'A train.ini with the options of that kind of model' },
  },
  listOutputs: () => [],
  listModelJobs: ({ path }) => [{ modelDir: path }],
  run: async () => (await import('./run')).modelSummary,
});
