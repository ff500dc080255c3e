import { everyOption, inputOption, outputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const frames = defineStage({
  name: 'frames',
  title: 'Extract Frames',
  help: 'Extract the frames of a video as numbered images',
  options: {
    input: { ...inputOption, placeholder: 'VIDEO', help: 'The video' },
    output: {
      ...outputOption,
      aliases: ['output-dir'],
      placeholder: 'DIR',
      help: 'The folder for the numbered images',
    },
    every: everyOption,
  },
  listOutputs: ({ output }) => [{ path: output, kind: 'stills' }],
  run: async () => (await import('./run')).frames,
});
