import { inputOption, outputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const timelapse = defineStage({
  name: 'timelapse',
  title: 'Timelapse',
  help: "Make a video of a training's timelapse",
  options: {
    input: { ...inputOption, aliases: [], placeholder: 'DIR', help: "The pictures of a training's timelapse" },
    output: { ...outputOption, help: 'The video to write (.mp4)' },
    frameRate: {
      type: 'float',
      default: 10,
      min: 0.1,
      max: 120,
      short: 'f',
      aliases: ['fps'],
      help: 'Pictures a second',
    },
  },
  getWrittenPaths: ({ output }) => [output],
  run: async () => (await import('./run')).timelapse,
});
