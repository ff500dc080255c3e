import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sourcesOf } from '../../src/jobs/projectPaths';
import { makeTestClips } from './clips';
import { root } from './vscode/root';

const run = promisify(execFile);
const node = process.env.E2E_NODE ?? process.execPath;

export const modelName = 'alice-bob-nimble';

/**
 * Makes `folder` a project of two people with faces, a model of a few iterations and a swapped clip. Somebody else is in
 * one of Alice's clips, so that her faces have two clusters.
 */
export async function makeProject(folder: string): Promise<void> {
  const faceswap = (...args: string[]) =>
    run(node, [join(root, 'dist/cli.mjs'), ...args, '--project', folder], {
      env: { ...process.env, FACESWAP_CACHE: process.env.FACESWAP_CACHE ?? join(root, '.cache/networks') },
    });
  const people = [
    { name: 'alice', clips: ['a.mp4', 'b.mp4'], consent: 'Release form of 1 March, for this film' },
    { name: 'bob', clips: ['b.mp4'], consent: 'Told us so, in writing' },
  ];
  const models = [{ name: modelName, a: 'alice', b: 'bob', trainer: 'nimble' }];
  const project = { version: 1, people: people.map(({ name, consent }) => ({ name, consent })), models };
  await writeFile(join(folder, 'faceswap.json'), JSON.stringify(project));
  await makeTestClips(folder);
  for (const { name, clips } of people) {
    await mkdir(sourcesOf(folder, name), { recursive: true });
    for (const clip of clips) await copyFile(join(folder, clip), join(sourcesOf(folder, name), clip));
    await faceswap('extract', '--name', name);
    await faceswap('sort', '--name', name, '--sort-by', 'face', '--group-by', 'face');
  }
  await faceswap('train', '--name', modelName, '--iterations', '12', '--save-interval', '6');
  await faceswap('convert', '--name', modelName, '--input', 'a.mp4');
}
