import { everyOption, inputOption, outputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const frames = defineStage({
  name: 'frames',
  title: 'Extract Frames',
  help: 'Take a video apart into numbered stills',
  options: {
    input: { ...inputOption, placeholder: 'VIDEO', help: 'The video to take apart' },
    output: {
      ...outputOption,
      aliases: ['output-dir'],
      placeholder: 'DIR',
      help: 'The folder for the numbered stills',
    },
    every: everyOption,
  },
  getWrittenPaths: ({ output }) => [output],
  run: async () => (await import('./run')).frames,
});
