import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getSourcesFolder } from '../../../src/projects/projectPaths';
import { copyPrepared } from './prepared';
import { makeTestClips } from './testClips';
import { root } from './vscode/paths';

const run = promisify(execFile);
const node = process.env.E2E_NODE ?? process.execPath;

export const modelName = 'alice-bob-nimble';

/** The clips of each. */
type Clips = Readonly<Record<'alice' | 'bob', readonly string[]>>;

const consents = { alice: 'Release form of 1 March, for this film', bob: 'Told us so, in writing' } as const;

/** Runs the command line in the project in `folder`. */
export function runFaceswap(folder: string, ...args: string[]) {
  return run(node, [join(root, 'dist/cli.mjs'), ...args, '--project', folder], {
    env: { ...process.env, FACESWAP_CACHE: process.env.FACESWAP_CACHE ?? join(root, '.cache/networks') },
  });
}

/**
 * Makes `folder` a project of two people with faces, a model of a few iterations and a swapped clip. Somebody else is in
 * one of Alice's clips, so that her faces have two clusters.
 */
export async function makeProject(folder: string): Promise<void> {
  const clips: Clips = { alice: ['a.mp4', 'b.mp4'], bob: ['b.mp4'] };
  await makePeople(folder, clips);
  for (const name of Object.keys(clips))
    await runFaceswap(folder, 'sort', '--name', name, '--sort-by', 'face', '--group-by', 'face');
  await runFaceswap(folder, 'train', '--name', modelName, '--iterations', '12', '--save-interval', '6');
  await runFaceswap(folder, 'convert', '--name', modelName, '--input', 'a.mp4');
}

/** Fills `folder` with a copy of such a project, which all files of a run share. */
export const copyProject = (folder: string) => copyPrepared('project', folder, makeProject);

/** The same with a clip each, unsorted faces, a model that has just begun, and nothing made by it. */
export async function makeTrainedProject(folder: string): Promise<void> {
  await makePeople(folder, { alice: ['a.mp4'], bob: ['b.mp4'] });
  await runFaceswap(folder, 'train', '--name', modelName, '--iterations', '4');
}

async function makePeople(folder: string, clips: Clips): Promise<void> {
  const models = [{ name: modelName, a: 'alice', b: 'bob', trainer: 'nimble' }];
  const people = Object.entries(consents).map(([name, consent]) => ({ name, consent }));
  await writeFile(join(folder, 'faceswap.json'), JSON.stringify({ version: 1, people, models }));
  await makeTestClips(folder);
  for (const [name, own] of Object.entries(clips)) {
    await mkdir(getSourcesFolder(folder, name), { recursive: true });
    for (const clip of own) await copyFile(join(folder, clip), join(getSourcesFolder(folder, name), clip));
    await runFaceswap(folder, 'extract', '--name', name);
  }
}
