import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { writeAlignments } from '../../src/facesets/alignments';
import { createIdentityVector, makeFaceset } from './stages/syntheticFaceset';

/** What a hostile folder may not touch: files beside it, in folders that no command names. */
export interface Outside {
  readonly folder: string;
  /** Returns name and content of each file, to compare before and after. */
  read(): Readonly<Record<string, string>>;
}

/** Makes a folder of files of somebody who has named it to nobody. */
export async function makeOutside(folder: string): Promise<Outside> {
  await makeFaceset(join(folder, 'photos'), [{ frame: 'private_000001.mp4', index: 0 }]);
  await writeFile(join(folder, 'diary.txt'), 'dear diary');
  await writeAlignments(join(folder, 'private.fsa'), { version: 2.4, frames: new Map() });
  return {
    folder,
    read: () => {
      const names = readdirSync(folder, { recursive: true, withFileTypes: true });
      const files = names.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
      return Object.fromEntries(files.sort().map((path) => [relative(folder, path), readFileSync(path, 'latin1')]));
    },
  };
}

/** Something that somebody has put into a folder of faces before he gave it away. */
export interface HostileThing {
  readonly name: string;
  make(faces: string, outside: string): Promise<void>;
}

/** Makes a folder of faces of two people, with `things` in it. */
export async function makeHostileFaces(faces: string, outside: string, things: readonly HostileThing[]): Promise<void> {
  const made = [0, 0, 1, 1].map((person, i) => ({
    frame: `clip_00000${i + 1}.mp4`,
    index: 0,
    identity: createIdentityVector(person, i),
  }));
  const alignments = await makeFaceset(faces, made);
  await writeAlignments(`${faces}.fsa`, alignments);
  for (const { make } of things) await make(faces, outside);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value));
}

const sortPlan = { input: '', copy: false, staged: false, summary: {} };
const applyPlan = { id: 'x', type: 'apply', staged: false, moves: [], renumbered: [], alignments: [] };
const face = 'clip_000001_0.png';

/** Plans that move or replace files of the outside. */
export const hostilePlans: readonly HostileThing[] = [
  {
    name: 'a sort whose input is elsewhere',
    make: (faces, outside) =>
      writeJson(join(faces, '.sorting', 'plan.json'), {
        ...sortPlan,
        input: relative(faces, join(outside, 'photos')),
        moves: [{ from: 'private_000001_0.png', to: 'person_000/mine.png' }],
      }),
  },
  {
    name: 'a sort out of a linked folder',
    async make(faces, outside) {
      await symlink(join(outside, 'photos'), join(faces, 'person_000'));
      const moves = [{ from: 'person_000/private_000001_0.png', to: 'mine.png' }];
      await writeJson(join(faces, '.sorting', 'plan.json'), { ...sortPlan, moves });
    },
  },
  {
    name: 'a sort into a linked folder',
    async make(faces, outside) {
      await symlink(outside, join(faces, 'person_000'));
      const moves = [{ from: face, to: 'person_000/planted.png' }];
      await writeJson(join(faces, '.sorting', 'plan.json'), { ...sortPlan, moves });
    },
  },
  {
    name: 'a linked folder for what a sort stages',
    make: (faces, outside) => symlink(outside, join(faces, '.sorting')),
  },
  {
    name: 'a review that replaces alignments elsewhere',
    async make(faces, outside) {
      await writeJson(join(faces, '.review', 'alignments-0.fsa'), {});
      const to = relative(faces, join(outside, 'private.fsa'));
      await writeJson(join(faces, '.review', 'plan.json'), {
        ...applyPlan,
        alignments: [{ from: '.review/alignments-0.fsa', to }],
      });
    },
  },
  {
    name: 'a review that moves a face out',
    make: (faces, outside) =>
      writeJson(join(faces, '.review', 'plan.json'), {
        ...applyPlan,
        moves: [{ face: 0, from: face, to: relative(faces, join(outside, 'planted.png')) }],
      }),
  },
  {
    name: 'a review that moves a face through a link',
    async make(faces, outside) {
      await symlink(outside, join(faces, 'person_001'));
      const moves = [{ face: 0, from: 'person_001/diary.txt', to: 'diary.png' }];
      await writeJson(join(faces, '.review', 'plan.json'), { ...applyPlan, moves });
    },
  },
  {
    name: 'a review whose staging folder is a link',
    async make(faces, outside) {
      await writeJson(join(faces, '.review', 'plan.json'), {
        ...applyPlan,
        moves: [{ face: 0, from: face, to: 'b.png' }],
      });
      await symlink(outside, join(faces, '.review', 'staging-x'));
    },
  },
  {
    name: 'a linked folder of a review',
    make: (faces, outside) => symlink(outside, join(faces, '.review')),
  },
  {
    name: 'a clean-up of alignments elsewhere',
    make: (faces, outside) =>
      writeJson(join(faces, '.clean-up.json'), {
        alignments: relative(faces, join(outside, 'private.fsa')),
        before: '',
        renumberings: [{ path: face, newPath: face, frame: 'clip_000001.mp4', from: 0, to: 1 }],
      }),
  },
  {
    name: 'a clean-up through a link',
    async make(faces, outside) {
      await symlink(join(outside, 'photos'), join(faces, 'linked'));
      const path = 'linked/private_000001_0.png';
      await writeJson(join(faces, '.clean-up.json'), {
        alignments: `${relative(dirname(faces), faces)}.fsa`,
        before: '',
        renumberings: [{ path, newPath: path, frame: 'private_000001.mp4', from: 0, to: 1 }],
      });
    },
  },
];

const journal = (cluster: string) =>
  [
    { type: 'base', faces: [face, 'clip_000002_0.png', 'clip_000003_0.png', 'clip_000004_0.png'] },
    {
      type: 'do',
      edits: [
        { kind: 'name', cluster: 1, name: cluster },
        { kind: 'move', faces: [0], to: 1 },
      ],
    },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n');

/** Journals of a review that would move faces out when it is applied. */
export const hostileJournals: readonly HostileThing[] = ['../../../evil', '/tmp/evil', 'a/../../evil'].map(
  (cluster) => ({
    name: `a review with a cluster ${cluster}`,
    async make(faces) {
      await mkdir(join(faces, '.review'), { recursive: true });
      await writeFile(join(faces, '.review', 'journal.ndjson'), journal(cluster));
    },
  }),
);
