import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { readFaceHeader } from '../../../src/facesets/facePng';
import { getAlignmentsFile, getFacesFolder } from '../../../src/projects/projectPaths';

export const oddPerson = '花子 Yamada';
export const oddClusters = ['山田 花子', 'side view'] as const;
export const lonelyPerson = 'bob';

/** Files of a cluster that are no pictures: nothing is in the first, and the second ends too early. */
export const brokenFaces = ['empty.png', 'half.png'] as const;

const facesEach = 8;

/**
 * Gives a project of copied faces two people more: one whose clusters have names of two languages and hold files that are
 * no pictures, and one with a single face, which is not sorted.
 */
export async function makeOddFaces(folder: string): Promise<void> {
  const alice = getFacesFolder(folder, 'alice');
  const frames = new Set<string>();
  for (const [i, cluster] of oddClusters.entries()) {
    const to = join(getFacesFolder(folder, oddPerson), cluster);
    await mkdir(to, { recursive: true });
    const from = join(alice, `person_00${i}`);
    const names = (await readdir(from)).filter((name) => name.endsWith('.png')).sort();
    for (const name of names.slice(0, facesEach)) {
      await copyFile(join(from, name), join(to, name));
      frames.add((await readFaceHeader(join(from, name))).source.sourceFilename);
    }
  }
  const [whole] = await readdir(join(getFacesFolder(folder, oddPerson), oddClusters[0]));
  const bytes = await readFile(join(getFacesFolder(folder, oddPerson), oddClusters[0], whole!));
  await writeFile(join(getFacesFolder(folder, oddPerson), oddClusters[0], brokenFaces[0]), '');
  await writeFile(join(getFacesFolder(folder, oddPerson), oddClusters[0], brokenFaces[1]), bytes.subarray(0, 3000));
  await mkdir(getFacesFolder(folder, lonelyPerson), { recursive: true });
  await writeFile(join(getFacesFolder(folder, lonelyPerson), whole!), bytes);
  const { version, frames: all } = await readAlignments(getAlignmentsFile(folder, 'alice', 'clip.mp4'));
  for (const person of [oddPerson, lonelyPerson])
    await writeAlignments(getAlignmentsFile(folder, person, 'clip.mp4'), {
      version,
      frames: new Map([...all].filter(([frame]) => frames.has(frame))),
    });
  const people = ['alice', oddPerson, lonelyPerson].map((name) => ({ name, consent: 'a test clip' }));
  await writeFile(join(folder, 'faceswap.json'), JSON.stringify({ version: 1, people, models: [] }));
}
