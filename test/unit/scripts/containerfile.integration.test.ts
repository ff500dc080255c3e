import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Instruction, readContainerfile, type Stage } from '../../support/containerfile';

// There is no container engine here: the Containerfile is carried out in a scratch folder, a subfolder for each stage. What
// installs packages of the system is left out, and so is what only describes the image.

const scratch = mkdtempSync(join(tmpdir(), 'container-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
const leftOut: string[] = [];

class ScratchStage {
  readonly #root: string;
  #workFolder = '/';

  constructor(name: string) {
    this.#root = join(scratch, name);
    mkdirSync(join(this.#root, 'usr/local/bin'), { recursive: true });
  }

  carryOut({ name, argument }: Instruction): void {
    if (name === 'WORKDIR') this.#enter(argument);
    else if (name === 'COPY') this.#copy(argument);
    else if (name === 'RUN' && !argument.startsWith('apt-get ')) this.run(argument);
    else if (name === 'RUN') leftOut.push(argument);
  }

  /** Runs a command with the paths of the container moved below the folder of the stage; returns its output. */
  run(command: string): string {
    const moved = command.replace(/(?<![\w./*])\/(?=opt|usr|var|work)/g, `${this.#root}/`);
    const env = { ...process.env, PATH: `${join(this.#root, 'usr/local/bin')}${delimiter}${path}` };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', moved], {
      cwd: this.resolve('.'),
      env,
      encoding: 'utf8',
    });
    expect(status, `${command}\n${stdout}\n${stderr}`).toBe(0);
    return stdout;
  }

  resolve(place: string): string {
    return join(this.#root, place.startsWith('/') ? place : join(this.#workFolder, place));
  }

  #enter(folder: string): void {
    this.#workFolder = folder;
    mkdirSync(this.resolve('.'), { recursive: true });
  }

  #copy(argument: string): void {
    const [, stage, places] = /^(?:--from=(\S+) )?(.*)$/.exec(argument)!;
    const from = stage ? join(scratch, stage) : join(scratch, 'context');
    const sources = places!.split(' ');
    const target = sources.pop()!;
    for (const source of sources.flatMap((pattern) => globSync(join(from, pattern)))) {
      const isInto = target.endsWith('/') && source !== from;
      cpSync(source, this.resolve(isInto ? join(target, basename(source)) : target), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }
}

test.skipIf(process.platform === 'win32')(
  'the Containerfile builds a command line that runs with what is copied into the image',
  () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    for (const file of files) cpSync(file, join(scratch, 'context', file), { verbatimSymlinks: true });
    const stages = readContainerfile();
    const carryOutStage = (stage: Stage) => {
      const folder = new ScratchStage(stage.name);
      for (const instruction of stage.instructions) folder.carryOut(instruction);
      return folder;
    };
    carryOutStage(stages.find(({ name }) => name === 'build')!);
    const cli = stages.find(({ name }) => name === 'cli')!;
    const image = carryOutStage(cli);

    const [entry] = JSON.parse(cli.instructions.find(({ name }) => name === 'ENTRYPOINT')!.argument);
    const [argument] = JSON.parse(cli.instructions.find(({ name }) => name === 'CMD')!.argument);
    const state = `FACESWAP_STATE=/var/lib/faceswap FACESWAP_CACHE=/var/cache/faceswap`;
    expect(image.run(`${state} ${entry} ${argument}`)).toContain('faceswap <command>');
    expect(image.run(`${state} ${entry} devices`)).toContain('cpu');
    expect(image.run(`cd /opt/faceswap && node --eval "require('sharp')"`)).toBe('');
    for (const command of leftOut) expect(command).toContain('rm -rf /var/lib/apt/lists/*');
  },
  600_000,
);
