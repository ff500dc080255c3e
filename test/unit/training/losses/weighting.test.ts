import { describe, expect, it } from 'vitest';
import { Graph } from '../../../../src/tensor/graph';
import { Random } from '../../../../src/tensor/random';
import { findLoss, type PlainLossName } from '../../../../src/training/losses/losses';
import { createScore, faceMasks } from '../../../../src/training/losses/weighting';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { evaluate } from '../../../support/tensor/evaluate';

const [n, edge] = [2, 4];
const pixels = n * edge * edge;
const random = new Random(12);
const made = Float32Array.from({ length: pixels * 3 }, () => random.uniform(0, 1));
const wanted = Float32Array.from({ length: pixels * 3 }, () => random.uniform(0, 1));
const masks = Uint8Array.from({ length: pixels * 3 }, () => [0, 51, 255][random.integer(3)]!);

/** The score of both faces by a loss, under options. */
async function computeScores(name: PlainLossName, options: SomeTrainOptions['global.loss']): Promise<number[]> {
  const graph = new Graph();
  const createImageInput = (input: string) => graph.input(input, [n, edge, edge, 3]);
  const score = createScore(
    faceMasks(graph.input('masks', [n, edge, edge, 3], 'uint8')),
    resolveTrainOptions({ 'global.loss': options })['global.loss'],
  );
  const { scored } = await evaluate(
    { scored: score(findLoss(name), createImageInput('made'), createImageInput('wanted')) },
    { made, wanted, masks },
  );
  return [...scored];
}

/** Mean over the pixels and colors of each face of what `value` says of them; `mask` gives face, eyes, mouth. */
function computeExpectedMeans(
  value: (difference: number, mask: readonly [number, number, number]) => number,
): number[] {
  return Array.from({ length: n }, (_, face) => {
    let sum = 0;
    for (let i = face * edge * edge * 3; i < (face + 1) * edge * edge * 3; i++) {
      const first = i - (i % 3);
      const mask = [masks[first]! / 255, masks[first + 1]! / 255, masks[first + 2]! / 255] as const;
      sum += value(Math.abs(made[i]! - wanted[i]!), mask);
    }
    return sum / (edge * edge * 3);
  });
}

/** The mean over the colors of the largest difference inside one of the masks. */
function computeExpectedPeaks(channel: 0 | 1 | 2): number[] {
  return Array.from({ length: n }, (_, face) => {
    const peaks = [0, 0, 0];
    for (let i = face * edge * edge * 3; i < (face + 1) * edge * edge * 3; i++) {
      const mask = masks[i - (i % 3) + channel]! / 255;
      peaks[i % 3] = Math.max(peaks[i % 3]!, Math.abs(made[i]! * mask - wanted[i]! * mask));
    }
    return (peaks[0]! + peaks[1]! + peaks[2]!) / 3;
  });
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}

describe('the weight of a pixel', () => {
  it('grows by the multipliers of eyes and mouth within the face', async () => {
    const actual = await computeScores('mae', { eye_multiplier: 3, mouth_multiplier: 2 });
    expectNear(
      actual,
      computeExpectedMeans((difference, [face, eyes, mouth]) => {
        const inFace = difference * face;
        const withEyes = inFace + inFace * eyes * 3;
        return withEyes + withEyes * mouth * 2;
      }),
    );
  });

  it('is that of the face alone when the multipliers are 1', async () => {
    const actual = await computeScores('mae', { eye_multiplier: 1, mouth_multiplier: 1 });
    expectNear(
      actual,
      computeExpectedMeans((difference, [face]) => difference * face),
    );
  });

  it('is 1 everywhere without a mask', async () => {
    expectNear(
      await computeScores('mae', { penalized_mask_loss: false }),
      computeExpectedMeans((difference) => difference),
    );
  });
});

describe('a loss of a whole face', () => {
  it('is computed for the masked face, and again for eyes and mouth times their multipliers', async () => {
    const actual = await computeScores('l_inf_norm', { eye_multiplier: 4, mouth_multiplier: 3 });
    const [face, eyes, mouth] = [computeExpectedPeaks(0), computeExpectedPeaks(1), computeExpectedPeaks(2)];
    expectNear(
      actual,
      face.map((value, i) => value + 4 * eyes[i]! + 3 * mouth[i]!),
    );
  });

  it('is computed for the whole picture without a mask', async () => {
    const peaks = Array.from({ length: n }, (_, face) => {
      const largest = [0, 0, 0];
      for (let i = face * edge * edge * 3; i < (face + 1) * edge * edge * 3; i++)
        largest[i % 3] = Math.max(largest[i % 3]!, Math.abs(made[i]! - wanted[i]!));
      return (largest[0]! + largest[1]! + largest[2]!) / 3;
    });
    expectNear(await computeScores('l_inf_norm', { penalized_mask_loss: false }), peaks);
  });
});
