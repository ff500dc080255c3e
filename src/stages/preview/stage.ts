import { convertOptions } from '../convert/stage';
import { listSwapJobs } from '../convert/swapJobs';
import { outputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const preview = defineStage({
  name: 'preview',
  title: 'Preview Swap',
  help: 'Show a few frames before and after the swap in one image',
  result: 'media',
  options: {
    ...convertOptions,
    output: { ...outputOption, help: 'The image to write (.png)' },
    count: {
      type: 'int',
      default: 4,
      min: 1,
      max: 100,
      short: 'n',
      help: 'Number of frames to show, evenly chosen from those with faces',
    },
  },
  listOutputs: ({ output }) => [{ path: output, kind: 'picture' }],
  listModelJobs: (model, given) => listSwapJobs(model, given, (source, name) => source.getPreviewPath(name)),
  run: async () => (await import('./run')).preview,
});
