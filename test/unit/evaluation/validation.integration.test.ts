import { join } from 'node:path';
import { expect, test } from 'vitest';
import { degradationNames } from '../../../src/evaluation/measures/degradations';
import { extract } from '../../../src/stages/extract/run';
import { judgeMeasures, measureDamages } from '../../support/evaluation/validateMeasures';
import { makeFaceClip } from '../../support/media/faceClip';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
const job = { signal: new AbortController().signal, emit: () => undefined };

test('each measure orders the damages that it must see, and stays where it is at those that it must not', async () => {
  for (const person of ['a', 'b'] as const) {
    const input = join(folder, `${person}.mp4`);
    makeFaceClip(input, person, 5);
    await extract({ input, output: join(folder, person), alignments: join(folder, `${person}.fsa`) }, job);
  }
  const pair = { input: join(folder, 'a.mp4'), alignments: join(folder, 'a.fsa'), first: 0, count: 5 };
  // The film is a still: nothing in its face moves, so nothing can be frozen.
  const damages = degradationNames.filter((name) => name !== 'frozen-expression');
  const answers = judgeMeasures(
    await measureDamages({ ...pair, facesA: join(folder, 'a'), facesB: join(folder, 'b') }, damages),
  );
  const seen = answers.flatMap(({ ordered }) => (ordered ? [ordered] : []));
  const right = seen.reduce((sum, [count]) => sum + count, 0);
  const all = seen.reduce((sum, [, count]) => sum + count, 0);
  expect(all).toBeGreaterThanOrEqual(8 * 15);
  expect(right / all).toBeGreaterThanOrEqual(0.95);
  const moved = answers.filter(({ drift = 0 }) => drift > 0.05);
  expect(moved).toEqual([]);
});
