import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { getTrainingEnvironment } from '../../runtime/trainingEnvironment';
import { getConsents } from '../sharedOptions';
import { defineStage } from '../stage';
import { experimentOptions } from './experimentOptions';
import { experimentPageName } from './experimentStart';

export const experiment = defineStage({
  name: 'experiment',
  title: 'Compare Settings',
  help: 'Train with several settings for the same time from the same seeds, and say which one is better',
  result: 'report',
  options: experimentOptions,
  listOutputs: ({ output, apply, config: ini }) => [
    { path: output, kind: 'experiment' },
    { path: join(output, experimentPageName), kind: 'page' },
    ...(apply !== undefined && ini !== undefined ? [{ path: ini, kind: 'edited' } as const] : []),
  ],
  getFaceFolders: ({ inputA: a, inputB: b }) => [a, b],
  async listModelJobs(model) {
    const ini = join(model.path, 'train.ini');
    return [
      {
        inputA: await model.a.findLargestFaceset(),
        inputB: await model.b.findLargestFaceset(),
        output: join(model.path, '..', '..', 'experiments', model.name),
        trainer: model.trainer,
        ...(existsSync(ini) && { config: ini }),
        ...getConsents(model),
      },
    ];
  },
  getEnvironment: getTrainingEnvironment,
  run: async () => (await import('./run')).experiment,
});
