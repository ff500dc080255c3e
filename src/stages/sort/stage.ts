import { inputOption } from '../sharedOptions';
import { defineStage } from '../stage';

const sortMetrics = ['none', 'face'] as const;

export const sort = defineStage({
  name: 'sort',
  title: 'Sort Faces',
  help: 'Sort face images and group them into one folder per person',
  result: 'none',
  options: {
    input: { ...inputOption, aliases: [], placeholder: 'DIR', help: 'The folder of face images' },
    output: {
      type: 'path',
      short: 'o',
      placeholder: 'DIR',
      help: 'The folder for the sorted faces; by default they stay in the input folder',
    },
    sortBy: {
      type: 'choice',
      default: 'face',
      choices: sortMetrics,
      short: 's',
      help: 'How to order the faces',
    },
    groupBy: {
      type: 'choice',
      default: 'face',
      choices: sortMetrics,
      short: 'g',
      help: 'How to group the faces into folders; by default one for each person',
    },
    keep: {
      type: 'flag',
      short: 'k',
      help: 'Copy the faces to the output instead of moving them',
    },
  },
  shortcuts: [
    {
      command: 'sort-by-face',
      help: 'Short for: sort --sort-by face --group-by face',
      options: { sortBy: 'face', groupBy: 'face' },
    },
  ],
  listOutputs: ({ input, output }) => [
    { path: input, kind: 'edited' },
    ...(output === undefined ? [] : [{ path: output, kind: 'faces' } as const]),
  ],
  getFaceFolders: ({ input, output }) => [input, output],
  listPersonJobs: ({ facesFolder }) => [{ input: facesFolder }],
  run: async () => (await import('./run')).sort,
});
