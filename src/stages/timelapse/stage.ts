import { inputOption, outputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const timelapse = defineStage({
  name: 'timelapse',
  title: 'Timelapse',
  help: 'Create a video from the timelapse of a training',
  result: 'media',
  options: {
    input: { ...inputOption, aliases: [], placeholder: 'DIR', help: 'The folder with the timelapse images' },
    output: { ...outputOption, help: 'The video to write (.mp4)' },
    frameRate: {
      type: 'float',
      default: 10,
      min: 0.1,
      max: 120,
      short: 'f',
      aliases: ['fps'],
      help: 'Images per second',
    },
  },
  listOutputs: ({ output }) => [{ path: output, kind: 'video' }],
  run: async () => (await import('./run')).timelapse,
});
