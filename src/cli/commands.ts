import type { OptionSet } from '../options/option';
import { type StageName, stageTable } from '../stages/stageTable';

export interface Command {
  readonly stage: StageName;
  readonly options: OptionSet;
  /** Values that the command's name already says. */
  readonly preset: Readonly<Record<string, string>>;
  /** What `--name` names in a project; absent for a command that works on bare paths only. */
  readonly named?: 'person' | 'model';
  readonly help: string;
}

const { sortBy: _sortBy, groupBy: _groupBy, ...sortPlaces } = stageTable.sort;

const sortHelp: string = 'Sort face images, and group them into one folder for each person';

/** Every command, in the order of the work. */
export const commands: Readonly<Record<string, Command>> = {
  frames: {
    stage: 'frames',
    options: stageTable.frames,
    preset: {},
    help: 'Take a video apart into numbered stills',
  },
  extract: {
    stage: 'extract',
    options: stageTable.extract,
    preset: {},
    named: 'person',
    help: 'Find the faces of a video, and write them as images and alignments',
  },
  sort: { stage: 'sort', options: stageTable.sort, preset: {}, named: 'person', help: sortHelp },
  'sort-by-face': {
    stage: 'sort',
    options: sortPlaces,
    preset: { sortBy: 'face', groupBy: 'face' },
    named: 'person',
    help: 'Short for: sort --sort-by face --group-by face',
  },
  'clean-up': {
    stage: 'clean-up',
    options: stageTable['clean-up'],
    preset: {},
    named: 'person',
    help: 'Take the faces whose images you removed out of the alignments',
  },
  train: {
    stage: 'train',
    options: stageTable.train,
    preset: {},
    named: 'model',
    help: 'Train a model on the faces of two people',
  },
  convert: {
    stage: 'convert',
    options: stageTable.convert,
    preset: {},
    named: 'model',
    help: 'Swap the faces of a video',
  },
  preview: {
    stage: 'preview',
    options: stageTable.preview,
    preset: {},
    named: 'model',
    help: 'Show a few frames before and after a swap, as one picture',
  },
  timelapse: {
    stage: 'timelapse',
    options: stageTable.timelapse,
    preset: {},
    help: "Make a video of a training's timelapse",
  },
  devices: {
    stage: 'devices',
    options: stageTable.devices,
    preset: {},
    help: 'List what can compute here, with its memory, and what a training would take',
  },
  'model summary': {
    stage: 'model-summary',
    options: stageTable['model-summary'],
    preset: {},
    named: 'model',
    help: 'Tell the layers of a model, with shapes, parameters, compute and memory',
  },
  'model inference': {
    stage: 'model-inference',
    options: stageTable['model-inference'],
    preset: {},
    named: 'model',
    help: 'Write what converting needs of a model, as ONNX too, to a folder of its own',
  },
  'model export': {
    stage: 'model-export',
    options: stageTable['model-export'],
    preset: {},
    named: 'model',
    help: 'Write a model as one file for other programs: .dfm or .onnx',
  },
  'model nan-scan': {
    stage: 'model-nan-scan',
    options: stageTable['model-nan-scan'],
    preset: {},
    named: 'model',
    help: 'Look for values in a model that are no finite numbers',
  },
  'model restore': {
    stage: 'model-restore',
    options: stageTable['model-restore'],
    preset: {},
    named: 'model',
    help: 'Go back to the best save of a model; the newest is archived beside it',
  },
  'model swap-sides': {
    stage: 'model-swap-sides',
    options: stageTable['model-swap-sides'],
    preset: {},
    named: 'model',
    help: 'Make A of B and B of A in a model; the model as it was is archived beside it',
  },
};

export interface NamedCommand {
  readonly name: string;
  readonly command: Command;
  /** What follows the name. */
  readonly rest: readonly string[];
}

/** The command that `args` begin with; a name may be of two words. */
export function findCommand(args: readonly string[]): NamedCommand | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    if (args.length >= words && Object.hasOwn(commands, name))
      return { name, command: commands[name]!, rest: args.slice(words) };
  }
  return undefined;
}

/** The commands whose first word is `word`, where each has a second one. */
export function listSubcommands(word: string): string[] {
  return Object.keys(commands).filter((name) => name.startsWith(`${word} `));
}
