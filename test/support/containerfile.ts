import { readFileSync } from 'node:fs';

export interface Instruction {
  /** In capitals: FROM, RUN, COPY … */
  readonly name: string;
  readonly argument: string;
}

export interface Stage {
  readonly name: string;
  /** The image or the earlier stage that it begins with. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Returns the stages of the Containerfile, with continued lines joined and comments left out. */
export function readContainerfile(path = 'Containerfile'): readonly Stage[] {
  const lines = readFileSync(path, 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '');
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name, argument] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (!name || !argument) throw new Error(`Not an instruction: ${line}`);
    if (name === 'FROM') {
      const [, from, stage] = /^(\S+) AS (\S+)$/.exec(argument) ?? [];
      stages.push({ name: stage!, from: from!, instructions: [] });
    } else stages.at(-1)!.instructions.push({ name, argument });
  }
  return stages;
}
