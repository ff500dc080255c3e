import { inputOption } from '../sharedOptions';
import { defineStage } from '../stage';

const sortMetrics = ['none', 'face'] as const;

export const sort = defineStage({
  name: 'sort',
  title: 'Sort Faces',
  help: 'Sort face images, and group them into one folder for each person',
  options: {
    input: { ...inputOption, aliases: [], placeholder: 'DIR', help: 'The folder of face images' },
    output: {
      type: 'path',
      short: 'o',
      placeholder: 'DIR',
      help: 'Where the sorted faces go; in place when left out',
    },
    sortBy: {
      type: 'choice',
      default: 'face',
      choices: sortMetrics,
      short: 's',
      help: 'What the faces are ordered by',
    },
    groupBy: {
      type: 'choice',
      default: 'none',
      choices: sortMetrics,
      short: 'g',
      help: 'What the faces are grouped into folders by',
    },
    keep: {
      type: 'flag',
      short: 'k',
      help: 'Copy the faces into the output instead of moving them',
    },
  },
  shortcuts: [
    {
      command: 'sort-by-face',
      help: 'Short for: sort --sort-by face --group-by face',
      options: { sortBy: 'face', groupBy: 'face' },
    },
  ],
  getWrittenPaths: ({ input, output }) => [input, output],
  listPersonJobs: ({ facesFolder }) => [{ input: facesFolder }],
  run: async () => (await import('./run')).sort,
});
