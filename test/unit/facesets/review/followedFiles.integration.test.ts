import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Overview } from '../../../../src/panels/review/contract';
import { type ReviewListeners, startReview } from '../../../support/facesets/reviewInProcess';
import { findContradictions, listFacesIn, makeTwoPeople, openReview } from '../../../support/facesets/twoPeople';
import { createTemporaryFolder } from '../../../support/media/ffmpegClips';
import { buildEntries } from '../../../support/training/buildEntries';

const temporary = createTemporaryFolder();
let program: string;
let remove: () => Promise<void>;
let made = 0;

beforeAll(async () => {
  const built = await buildEntries({ review: 'src/jobs/review/reviewProcess.ts' });
  [program, remove] = [join(built.folder, 'review.mjs'), built.remove];
});
afterAll(() => remove());

async function makeFolder(): Promise<string> {
  const folder = join(temporary, String(made++));
  await mkdir(folder, { recursive: true });
  await makeTwoPeople(folder);
  return folder;
}

/** Starts a review; `nextNews` resolves with the next message that files have changed or are gone. */
function start(folder: string) {
  let tell: (message: string) => void = () => undefined;
  let tellThatAllAreMeasured: () => void;
  const measured = new Promise<void>((resolve) => {
    tellThatAllAreMeasured = resolve;
  });
  const listeners: ReviewListeners = {
    onFollowed: (news) => tell(news.message),
    onLost: (news) => tell(news.message),
    onMeasured: ({ done, total }) => done === total && tellThatAllAreMeasured(),
  };
  const request = { root: join(folder, 'faces'), alignments: [join(folder, 'clip_alignments.fsa')] };
  const review = startReview(program, request, listeners);
  const nextNews = () =>
    new Promise<string>((resolve) => {
      tell = resolve;
    });
  const look = (): Promise<Overview> => review.channel.call('look', { order: { by: 'name', reversed: false } });
  return { ...review, nextNews, look, measured };
}

const countFaces = ({ clusters }: Overview) =>
  Object.fromEntries(clusters.map(({ name, faces }) => [name, faces] as const));

test('an open review follows what others do to its files, and keeps what is not applied yet', async () => {
  const folder = await makeFolder();
  const faces = join(folder, 'faces');
  const review = start(folder);
  const before = await review.look();
  expect(countFaces(before)).toEqual({ person_000: 4, person_001: 4, unknown: 1 });
  const [first, second, third] = before.order;
  await review.measured;
  await review.channel.call('edit', { edit: { kind: 'remove', faces: [first!, second!, third!] } });
  // Of the removed faces one is moved by hand, and one deleted; and there is a new cluster with a copy.
  const [moved, deleted] = readdirSync(join(faces, 'person_000')).sort();
  await mkdir(join(faces, 'side'));
  const news = review.nextNews();
  // A sort writes the file anew, with what it has found out about the face.
  await copyFile(join(faces, 'person_000', moved!), join(faces, 'side', `000000_${moved}`));
  await rm(join(faces, 'person_000', moved!));
  await rm(join(faces, 'person_000', deleted!));
  await copyFile(join(faces, 'unknown', readdirSync(join(faces, 'unknown'))[0]!), join(faces, 'side', 'copy.png'));
  expect(await news).toContain('New: 1. Moved: 1. Gone: 1. Changes of yours that were for files which are gone: 1.');
  const after = await review.look();
  expect(countFaces(after)).toEqual({ person_000: 1, person_001: 4, side: 1, unknown: 1 });
  expect(after).toMatchObject({ removed: 2, pending: 2 });
  expect(await review.channel.call('apply', {})).toMatchObject({ done: 'apply', moved: 2, left: 2 });
  review.close();
  await review.ended;
  expect(readdirSync(join(faces, 'side'))).toEqual(['copy.png']);
});

test('a review whose folder is renamed says so, and shows the faces again when it is back', async () => {
  const folder = await makeFolder();
  const review = start(folder);
  const before = await review.look();
  await review.channel.call('edit', { edit: { kind: 'remove', faces: [0] } });
  let news = review.nextNews();
  await rename(join(folder, 'faces'), join(folder, 'elsewhere'));
  expect(await news).toContain(`${join(folder, 'faces')} is not a folder`);
  await expect(review.channel.call('apply', {})).rejects.toThrow();
  news = review.nextNews();
  await rename(join(folder, 'elsewhere'), join(folder, 'faces'));
  expect(await news).toContain('New: 0. Moved: 0. Gone: 0.');
  expect(countFaces(await review.look())).toEqual({ ...countFaces(before), person_000: 3 });
  review.close();
  await review.ended;
});

test('an apply is refused when the files are others than those that it was decided on, and moves nothing', async () => {
  const folder = await makeFolder();
  const session = await openReview(folder);
  await session.edit([{ kind: 'move', faces: listFacesIn(session, 'person_001'), to: -1 }]);
  // As a sort in the meantime would do.
  await rename(join(folder, 'faces/person_001'), join(folder, 'faces/person_007'));
  await expect(session.apply()).rejects.toThrow('so nothing was moved');
  expect(readdirSync(join(folder, 'faces/person_007'))).toHaveLength(4);
  expect(existsSync(join(folder, 'faces/.trash'))).toBe(false);
  expect(await findContradictions(folder)).toEqual([]);
});
