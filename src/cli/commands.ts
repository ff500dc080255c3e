import type { OptionSet } from '../options/option';
import type { GivenOptions } from '../stages/stage';
import { type AnyStage, type StageName, stages } from '../stages/stages';

export interface Command {
  readonly stage: StageName;
  readonly options: OptionSet;
  /** Values that the command's name already says. */
  readonly preset: GivenOptions;
  /** What `--name` names in a project; absent for a command that works on bare paths only. */
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
