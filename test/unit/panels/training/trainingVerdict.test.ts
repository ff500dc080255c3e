import { describe, expect, it } from 'vitest';
import { describeEnd } from '../../../../src/panels/training/monitor/trainingStatus';
import { judgeTraining } from '../../../../src/panels/training/monitor/trainingVerdict';
import { LossCurve } from '../../../../src/training/store/curves/lossCurve';

/** A curve of a training of so many iterations, whose losses are those of `getLoss` by the share that is done. */
function createCurve(iterations: number, getLoss: (done: number) => number): LossCurve {
  const curve = new LossCurve();
  const names = ['loss_a', 'loss_b'];
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const loss = getLoss(iteration / iterations);
    curve.add({ iteration, seconds: iteration, names, values: Float64Array.of(loss, loss), offset: 0, end: 0 });
  }
  return curve;
}

const createPicture = (share: number) => {
  const detail = { eyes: share, mouth: share };
  return { iteration: 1, seconds: 1, set: 0, bytes: 1, drawnMs: 1, a: detail, b: detail };
};

describe('the verdict on a training', () => {
  it.each<[string, LossCurve, number | undefined, string | undefined]>([
    ['that never began', new LossCurve(), undefined, undefined],
    ['that has just begun', createCurve(300, () => 1), 0.1, 'A first look: 300 iterations show colors'],
    ['that still gets better', createCurve(4000, (done) => 1 - 0.5 * done), 0.3, 'The losses still fall: by 18 % over'],
    ['that has flattened and is blurred', createCurve(4000, () => 0.1), 0.3, 'Training on brings little'],
    ['that has flattened and is sharp', createCurve(4000, () => 0.1), 0.8, 'Look at a preview, and convert.'],
    ['without previews', createCurve(4000, () => 0.1), undefined, 'The losses have flattened. Look at'],
  ])('of a model %s', (_, curve, share, words) => {
    const verdict = judgeTraining(curve, share === undefined ? undefined : createPicture(share));
    if (words === undefined) expect(verdict).toBeUndefined();
    else expect(verdict).toContain(words);
  });
});

it('the end of a training names its cause, and the settings file that has to be corrected', () => {
  const place = { path: '/p/models/m/train.ini', line: 3 };
  const result = { type: 'result', outcome: 'failed', reason: 'user', message: 'coverage', place } as const;
  expect(describeEnd({ state: 'failed', result })).toEqual({
    outcome: 'failed',
    message: 'coverage',
    settings: 'train.ini',
  });
  expect(describeEnd({ state: 'lost' })).toEqual({ outcome: 'lost', message: null, settings: null });
});
