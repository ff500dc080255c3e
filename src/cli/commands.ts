import type { OptionSet } from '../options/option';
import type { GivenOptions } from '../stages/stage';
import { type AnyStage, type StageName, stages } from '../stages/stages';

export interface Command {
  readonly stage: StageName;
  readonly options: OptionSet;
  /** The options that the name of the command sets. */
  readonly preset: GivenOptions;
  /** The kind of thing that `--name` selects in a project; absent for a command that works on paths only. */
  readonly named?: 'person' | 'model';
  readonly help: string;
}

/** Every command by its name, in the order of the stages; a stage's shortcuts follow it. */
export const commands: Readonly<Record<string, Command>> = Object.fromEntries(stages.flatMap(listCommands));

function listCommands(stage: AnyStage): [string, Command][] {
  const { name, command = name, options, help, shortcuts = [] } = stage;
  const common = { stage: name, ...findNamed(stage) };
  return [
    [command, { ...common, options, preset: {}, help }],
    ...shortcuts.map((shortcut): [string, Command] => {
      const others = Object.entries(options).filter(([key]) => !Object.hasOwn(shortcut.options, key));
      const { help, options: preset } = shortcut;
      return [shortcut.command, { ...common, options: Object.fromEntries(others), preset, help }];
    }),
  ];
}

function findNamed({ listPersonJobs, listModelJobs }: AnyStage): Pick<Command, 'named'> {
  if (listPersonJobs) return { named: 'person' };
  return listModelJobs ? { named: 'model' } : {};
}

export interface NamedCommand {
  readonly name: string;
  readonly command: Command;
  /** The arguments after the name. */
  readonly rest: readonly string[];
}

/** Returns the command at the start of `args`, whose name has one word or two; undefined for another start. */
export function findCommand(args: readonly string[]): NamedCommand | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    if (args.length >= words && Object.hasOwn(commands, name))
      return { name, command: commands[name]!, rest: args.slice(words) };
  }
  return undefined;
}

/** Returns the names of the commands with two words of which the first is `word`. */
export function listSubcommands(word: string): string[] {
  return Object.keys(commands).filter((name) => name.startsWith(`${word} `));
}

/** The options that every command has in addition to those of its stage. */
export const commonOptions = {
  name: {
    type: 'text',
    short: 'n',
    placeholder: 'NAME',
    help: 'A person or a model of the project',
  },
  project: {
    type: 'path',
    placeholder: 'DIR',
    help: 'The folder of the project; default: this folder or the nearest one above it',
  },
  detach: {
    type: 'flag',
    help: 'Add the job to the queue and return at once; faceswap jobs shows its progress',
  },
  json: {
    type: 'flag',
    help: 'Print each event as a line of JSON',
  },
  help: { type: 'flag', short: 'h', help: 'Show this help' },
} as const satisfies OptionSet;

/** Returns the common options of a command: only those on a project have `--name` and `--project`. */
export function selectCommonOptions(command: Command): OptionSet {
  const { name, project, ...always } = commonOptions;
  return command.named ? { ...always, name, project } : always;
}

export const jobsHelpText: string = 'List running, waiting and ended jobs; follow, cancel or resume a job';

/** The forms of the command `jobs`, by what follows its name. */
export const jobActions = {
  '': 'List the jobs of the project, newest last',
  ' follow [ID]': 'Show the progress of a job until it ends; Ctrl-C leaves the job running',
  ' cancel [ID]': 'Ask a job to save and stop',
  ' resume [ID]': 'Resume a job that did not finish, from its last save',
} as const satisfies Readonly<Record<string, string>>;

const { project, json, help } = commonOptions;

export const jobsOptions = { project, json, help } as const satisfies OptionSet;
