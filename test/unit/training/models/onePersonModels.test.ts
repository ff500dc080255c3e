import { describe, expect, it } from 'vitest';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../../src/options/trainOptions';
import { summarizeModel } from '../../../../src/training/modelSummary';
import { models, type TrainerName } from '../../../../src/training/models';

function summaryOf(name: TrainerName, options: SomeTrainOptions = {}, learnMask = false) {
  return summarizeModel(models[name].create(resolveTrainOptions(options)), learnMask);
}

/** Millions of parameters of the layers whose names begin so. */
function millions(layers: ReturnType<typeof summaryOf>['layers'], beginning: string): number {
  return layers.reduce((sum, { layer, parameters }) => sum + (layer.startsWith(beginning) ? parameters : 0), 0) / 1e6;
}

describe('the models that draw B better than A', () => {
  it.each([
    ['realface', {}, [29.6, 64.2, 144.4]],
    ['unbalanced', {}, [84.0, 43.6, 79.5]],
    ['dlight', {}, [61.8, 6.9, 75.0]],
  ] as const)(
    "%s has faceswap's number of parameters in encoder, decoder A and B, in millions",
    (name, options, expected) => {
      const { layers, parameters } = summaryOf(name, options);
      const counts = ['encoder/', 'decoder_a/', 'decoder_b/'].map((part) => millions(layers, part));
      counts.forEach((count, i) => {
        expect(Math.abs(count / expected[i]! - 1)).toBeLessThan(0.01);
      });
      expect(parameters / 1e6).toBeCloseTo(
        counts.reduce((a, b) => a + b, 0),
        6,
      );
    },
  );
});
