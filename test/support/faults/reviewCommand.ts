import { resolve } from 'node:path';
import type { ReviewEdit } from '../../../src/panels/review/contract';
import { startReview } from '../facesets/reviewInProcess';

// A review as a command, so that it can meet the faults that commands meet: opens the review of a folder of faces, puts two of
// them into a cluster and removes one, unless an earlier run has done so, and applies that. The process of the review ends
// with this one: its parent is gone then.

const [program, root, ...alignments] = process.argv.slice(2) as [string, string, ...string[]];

const review = startReview(program, { root: resolve(root), alignments: alignments.map((path) => resolve(path)) });
const order = { by: 'name', reversed: false };

/** Makes the edits that are not made yet; returns how many faces are to be moved. */
async function edit(): Promise<number> {
  const { order: faces, clusters, removed } = await review.channel.call('look', { order });
  const { facts } = await review.channel.call('pictures', { faces: [...faces] });
  const find = (names: readonly string[]) => facts.filter(({ name }) => names.includes(name)).map(({ face }) => face);
  const edits: ReviewEdit[] = [];
  if (!clusters.some(({ name }) => name === 'ann'))
    edits.push({ kind: 'split', faces: find(['a_000003_0.png', 'a_000004_0.png']), name: 'ann' });
  if (removed === 0) edits.push({ kind: 'remove', faces: find(['a_000002_0.png']) });
  for (const each of edits) await review.channel.call('edit', { edit: each });
  return (await review.channel.call('look', { order })).pending;
}

const ended = review.ended.then(({ code, signal }) => {
  throw new Error(`Internal error: the review ended with ${signal ?? code}`);
});
const work = (async () => {
  if ((await edit()) > 0) await review.channel.call('apply', {});
})();
try {
  await Promise.race([work, ended]);
  review.close();
  const { code, signal } = await review.ended;
  process.exitCode = signal === null ? (code ?? 1) : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  review.close();
  process.exitCode = 1;
}
