import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFaceClip } from '../media/faceClip';

/** A command whose processes meet faults: what it needs, and what it is told. */
export interface StageCase {
  readonly name: string;
  /** What it works on, from the folder of {@link prepareInputs}. */
  readonly inputs: readonly string[];
  readonly args: readonly string[];
  /** Whether a second run takes back what a first one did: after a fault either state is right, but no file may be lost. */
  readonly isOwnReverse?: true;
  /** The process that does the work and meets the faults; `job` when absent. */
  readonly program?: 'review';
}

export type RunCommand = (args: readonly string[], folder: string, env?: NodeJS.ProcessEnv) => Promise<CommandResult>;

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const framesPerClip = 4;
const model = ['-t', 'nimble', '-b', '2', '-s', '1'];

export const stageCases: readonly StageCase[] = [
  { name: 'frames', inputs: ['a.mp4'], args: ['frames', '-i', 'a.mp4', '-o', 'stills'] },
  { name: 'extract', inputs: ['a.mp4'], args: ['extract', '-i', 'a.mp4', '-o', 'faces', '-p', 'new.fsa'] },
  { name: 'sort', inputs: ['a'], args: ['sort-by-face', '-i', 'a'] },
  { name: 'clean-up', inputs: ['fewer', 'a.fsa'], args: ['clean-up', '-a', 'a.fsa', '-c', 'fewer'] },
  { name: 'review', inputs: ['a', 'a.fsa'], args: ['review', 'a', 'a.fsa'], program: 'review' },
  {
    name: 'report',
    inputs: ['a', 'b'],
    args: ['report', '-f', 'a', '-b', 'b', '-o', 'page.html', '-d', 'figures.json'],
  },
  {
    name: 'report on a model',
    inputs: ['trained'],
    args: ['report', '-m', 'trained', '-o', 'page.html', '-d', 'figures.json'],
  },
  { name: 'train', inputs: ['a', 'b'], args: ['train', '-A', 'a', '-B', 'b', '-m', 'new', '-i', '3', ...model] },
  {
    name: 'train on',
    inputs: ['a', 'b', 'trained'],
    args: ['train', '-A', 'a', '-B', 'b', '-m', 'trained', '-i', '4', ...model],
  },
  {
    name: 'convert',
    inputs: ['a.mp4', 'a.fsa', 'trained'],
    args: ['convert', '-i', 'a.mp4', '-p', 'a.fsa', '-m', 'trained', '-o', 'swap.mp4'],
  },
  {
    name: 'convert to images',
    inputs: ['a.mp4', 'a.fsa', 'trained'],
    args: ['convert', '-i', 'a.mp4', '-p', 'a.fsa', '-m', 'trained', '-o', 'swaps/'],
  },
  {
    name: 'preview',
    inputs: ['a.mp4', 'a.fsa', 'trained'],
    args: ['preview', '-i', 'a.mp4', '-p', 'a.fsa', '-m', 'trained', '-o', 'look.png'],
  },
  { name: 'timelapse', inputs: ['a'], args: ['timelapse', '-i', 'a', '-o', 'film.mp4'] },
  { name: 'model summary', inputs: ['trained'], args: ['model', 'summary', '-m', 'trained'] },
  { name: 'model nan-scan', inputs: ['trained'], args: ['model', 'nan-scan', '-m', 'trained'] },
  { name: 'model swap-sides', inputs: ['trained'], args: ['model', 'swap-sides', '-m', 'trained'], isOwnReverse: true },
  { name: 'model restore', inputs: ['restorable'], args: ['model', 'restore', '-m', 'restorable'] },
  { name: 'devices', inputs: [], args: ['devices'] },
  { name: 'model inference', inputs: ['trained'], args: ['model', 'inference', '-m', 'trained', '-o', 'parts'] },
  { name: 'model export', inputs: ['trained'], args: ['model', 'export', '-m', 'trained', '-o', 'model.dfm'] },
];

/** Makes everything that the commands work on, by the commands themselves. */
export async function prepareInputs(folder: string, run: RunCommand): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const person of ['a', 'b'] as const) {
    makeFaceClip(join(folder, `${person}.mp4`), person, framesPerClip);
    await runWell(run, ['extract', '-i', `${person}.mp4`, '-o', person, '-p', `${person}.fsa`], folder);
  }
  cpSync(join(folder, 'a'), join(folder, 'fewer'), { recursive: true });
  rmSync(join(folder, 'fewer', 'a_000002_0.png'));
  await runWell(run, ['train', '-A', 'a', '-B', 'b', '-m', 'trained', '-i', '2', ...model], folder);
  await makeRestorable(folder, run);
}

/** Makes a model whose best save is not its last one, whatever the losses are: `trained`, trained on. */
async function makeRestorable(folder: string, run: RunCommand): Promise<void> {
  const [best, last] = [join(folder, 'trained'), join(folder, 'restorable')];
  cpSync(best, last, { recursive: true });
  await runWell(run, ['train', '-A', 'a', '-B', 'b', '-m', 'restorable', '-i', '3', ...model], folder);
  rmSync(join(last, 'nimble_state.previous.json'), { force: true });
  for (const name of readdirSync(best).filter((each) => each.endsWith('.safetensors')))
    cpSync(join(best, name), join(last, name));
  cpSync(join(best, 'nimble_state.json'), join(last, 'nimble_state.bk.json'));
}

/** Makes a folder with the inputs of one command. */
export function layOut(inputs: string, folder: string, stage: StageCase): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of stage.inputs) cpSync(join(inputs, name), join(folder, name), { recursive: true });
}

/** Runs a command that must succeed. */
export async function runWell(run: RunCommand, args: readonly string[], folder: string): Promise<void> {
  const { code, stderr } = await run(args, folder);
  if (code !== 0) throw new Error(`faceswap ${args.join(' ')} ended with ${code}: ${stderr}`);
}
