import { expect, test } from 'vitest';
import { findJobUsing } from '../../../../src/jobs/watch/jobUse';
import type { JobView } from '../../../../src/jobs/watch/jobView';

const createJob = (state: JobView['state'], options: JobView['options']): JobView => ({
  id: '1',
  title: 'Train: ab',
  stage: 'train',
  state,
  folder: '/p/.faceswap/jobs/1',
  options,
  createdAt: '2026-01-01T00:00:00Z',
});

test('a job uses its files, what is in its folders, and the folders that they are in; an ended one nothing', () => {
  const options = { inputA: '/p/people/alice/faces', modelDir: '/p/models/ab', trainer: 'nimble', iterations: 7 };
  const isUsed = (path: string, state: JobView['state'] = 'running') =>
    findJobUsing([createJob(state, options)], [path]) !== undefined;
  for (const path of ['/p/models/ab', '/p/people/alice', '/p/people/alice/faces/person_000'])
    expect(isUsed(path), path).toBe(true);
  for (const path of ['/p/models/abc', '/p/people/alice/sources/clip.mp4', '/p/people/bob', '/p/swaps/x.mp4'])
    expect(isUsed(path), path).toBe(false);
  expect(isUsed('/p/models/ab', 'queued')).toBe(true);
  expect(isUsed('/p/models/ab', 'done')).toBe(false);
});
