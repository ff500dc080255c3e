import { describe, expect, it } from 'vitest';
import { createModel } from '../../../../scripts/createModel';
import { Graph } from '../../../../src/tensor/graph';
import { summarizeModel } from '../../../../src/training/models/modelSummary';
import type { TrainerName } from '../../../../src/training/models/models';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { trainSteps } from '../../../support/training/trainSteps';

function summarize(name: TrainerName, options: SomeTrainOptions) {
  return summarizeModel(createModel(name, resolveTrainOptions(options)), false);
}

/** Counts the parameters of the layers whose names start with `beginning`, in millions. */
function countMillions(layers: ReturnType<typeof summarize>['layers'], beginning: string): number {
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
      const { layers, parameters } = summarize(name, options);
      const counts = ['encoder/', 'decoder_a/', 'decoder_b/'].map((part) => countMillions(layers, part));
      counts.forEach((count, i) => {
        expect(Math.abs(count / expected[i]! - 1)).toBeLessThan(0.01);
      });
      expect(parameters / 1e6).toBeCloseTo(
        counts.reduce((a, b) => a + b, 0),
        6,
      );
    },
  );

  it.each([
    ['unbalanced', { 'model.unbalanced': { lowmem: true } }, 207],
    ['dlight', { 'model.dlight': { features: 'lowmem' } }, 143.6],
    ['dlight', { 'model.dlight': { features: 'fair' } }, 143.6],
    ['dlight', { 'model.dlight': { output_size: 128 } }, 143.6],
  ] as const)('%s with %j is smaller', (name, options, full) => {
    expect(summarize(name, options).parameters / 1e6).toBeLessThan(0.99 * full);
  });

  it.each([
    ['realface', { input_size: 64, output_size: 64 }, 64, 64],
    ['realface', { input_size: 128, output_size: 256, complexity_encoder: 96, dense_nodes: 768 }, 128, 256],
    ['realface', { input_size: 100, output_size: 160, complexity_decoder: 531 }, 100, 160],
    ['unbalanced', { input_size: 64, nodes: 512, complexity_decoder_b: 64 }, 64, 64],
    ['unbalanced', { input_size: 512, complexity_encoder: 64, complexity_decoder_a: 65 }, 512, 512],
    ['unbalanced', { input_size: 80, lowmem: true }, 80, 80],
    ['dlight', { output_size: 128 }, 128, 128],
    ['dlight', { output_size: 384, details: 'fast' }, 128, 384],
    ['dlight', { output_size: 256, details: 'fast', features: 'fair' }, 128, 256],
  ] as const)('%s with %j reads and draws faces of those sizes, and masks', (name, options, inputSize, outputSize) => {
    const model = createModel(name, resolveTrainOptions({ [`model.${name}`]: options }));
    const faces = new Graph().input('faces', [2, inputSize, inputSize, 3]);
    const code = model.encode(faces);
    expect(model).toMatchObject({ inputSize, outputSize });
    for (const side of ['a', 'b'] as const) {
      expect(model.decode(code, side).map(({ shape }) => shape)).toEqual([[2, outputSize, outputSize, 3]]);
      expect(model.decodeMask(code, side).shape).toEqual([2, outputSize, outputSize, 1]);
    }
  });

  it.each(['realface', 'unbalanced', 'dlight'] as const)('%s has the same size with mirrored borders', (name) => {
    const { parameters, outputs } = summarize(name, {});
    const global = { reflect_padding: true, icnr_init: true, conv_aware_init: true };
    expect(summarize(name, { global })).toMatchObject({ parameters, outputs });
  });
});

const narrow = { complexity_encoder: 8, complexity_decoder_a: 16, complexity_decoder_b: 16, nodes: 32 };
const dlight = (details: 'fast' | 'good'): SomeTrainOptions => ({
  'model.dlight': { features: 'lowmem', output_size: 128, details },
});

/** A step of these takes seconds: FACESWAP_TEST_EVERY_MODEL trains them, too. */
const slow: readonly [TrainerName, SomeTrainOptions][] = [
  ['realface', {}],
  ['unbalanced', {}],
  ['unbalanced', { 'model.unbalanced': { input_size: 64, lowmem: true } }],
  ['dlight', dlight('good')],
  ['dlight', {}],
];

describe('a model that learns two real faces', () => {
  it.each<[TrainerName, SomeTrainOptions]>([
    // Widths below what the ini allows, for the smallest that it does takes seconds.
    [
      'realface',
      { 'model.realface': { output_size: 64, dense_nodes: 24, complexity_encoder: 8, complexity_decoder: 24 } },
    ],
    ['unbalanced', { 'model.unbalanced': { input_size: 64, ...narrow } }],
    ['dlight', dlight('fast')],
    ...(process.env.FACESWAP_TEST_EVERY_MODEL ? slow : []),
  ])(
    '%s with %j: its loss falls, starts the same with the same seed, and loaded weights draw the same faces as saved ones',
    async (name, options) => {
      const { losses, swapped, swappedAfterLoading } = await trainSteps(name, options, 10, 1e-4);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
      expect(swappedAfterLoading).toEqual(swapped);
      expect((await trainSteps(name, options, 1)).losses).toEqual(losses.slice(0, 1));
    },
    300_000,
  );
});
