import type { OptionSet } from '../options/option';

/** What every command takes beside the options of its stage. */
export const commonOptions = {
  name: {
    type: 'text',
    short: 'n',
    placeholder: 'NAME',
    help: 'The person, or the model, of the project',
  },
  project: {
    type: 'path',
    placeholder: 'DIR',
    help: 'The folder of the project, when it is not this one or one above it',
  },
  detach: {
    type: 'flag',
    help: 'Put it into the queue of the jobs and come back at once; faceswap jobs tells how it goes',
  },
  json: {
    type: 'flag',
    help: 'Print one JSON event a line',
  },
  help: { type: 'flag', short: 'h', help: 'Show this help' },
} as const satisfies OptionSet;
