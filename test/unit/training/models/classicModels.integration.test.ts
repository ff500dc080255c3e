import { describe, expect, it } from 'vitest';
import { createModel } from '../../../../scripts/createModel';
import { summarizeModel } from '../../../../src/training/models/modelSummary';
import type { TrainerName } from '../../../../src/training/models/models';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { buildTrainingGraph } from '../../../../src/training/step/trainingGraph';
import { trainSteps } from '../../../support/training/trainSteps';

function summarize(name: TrainerName, options: SomeTrainOptions = {}, learnMask = false) {
  return summarizeModel(createModel(name, resolveTrainOptions(options)), learnMask);
}

/** Counts the parameters of the layers whose names start with `beginning`, in millions. */
function countMillions(layers: ReturnType<typeof summarize>['layers'], beginning: string): number {
  return layers.reduce((sum, { layer, parameters }) => sum + (layer.startsWith(beginning) ? parameters : 0), 0) / 1e6;
}

const sae = (options: SomeTrainOptions['model.dfl_sae']): SomeTrainOptions => ({ 'model.dfl_sae': options });

/** The smallest that the options give. */
const small = { input_size: 64, autoencoder_dims: 32, encoder_dims: 21, decoder_dims: 10 } as const;

describe('the classic models', () => {
  it.each<[TrainerName, SomeTrainOptions, Readonly<Record<string, number>>]>([
    ['iae', {}, { encoder: 17.2, 'inter_a/': 25.2, 'inter_b/': 25.2, inter_both: 25.2, decoder: 25.1, '': 117.8 }],
    ['dfaker', {}, { encoder: 69.7, decoder_a: 21.8, decoder_b: 21.8, '': 113.3 }],
    ['dfaker', { 'model.dfaker': { output_size: 256 } }, { encoder: 120.0, decoder_a: 69.0, decoder_b: 69.0 }],
    ['dfl_h128', {}, { encoder: 77.0, decoder_a: 15.4, decoder_b: 15.4, '': 107.7 }],
    ['dfl_sae', {}, { encoder: 76.0, decoder_a: 27.0, decoder_b: 27.0, '': 130.0 }],
    ['dfl_sae', sae({ architecture: 'liae' }), { encoder: 16.7, inter: 2 * 34.4, decoder: 36.3, '': 121.8 }],
    ['villain', {}, { encoder: 112.0, decoder_a: 21.5, decoder_b: 21.5, '': 155.1 }],
  ])("%s with %j has faceswap's number of parameters in each part, in millions", (name, options, expected) => {
    const { layers } = summarize(name, options);
    for (const [part, count] of Object.entries(expected))
      expect(Math.abs(countMillions(layers, part) / count - 1), part).toBeLessThan(0.01);
  });

  it.each<[TrainerName, SomeTrainOptions]>([
    ['dfl_h128', { 'model.dfl_h128': { lowmem: true } }],
    ['villain', { 'model.villain': { lowmem: true } }],
  ])('%s with %j is the same model with less memory', (name, options) => {
    const [whole, less] = [summarize(name), summarize(name, options)];
    expect(less.outputs).toEqual(whole.outputs);
    expect(less.parameters).toBeLessThan(0.8 * whole.parameters);
    expect(less.gflop_per_face).toBeLessThan(0.8 * whole.gflop_per_face);
  });

  it.each<[TrainerName, SomeTrainOptions, number, number]>([
    ['iae', {}, 64, 64],
    ['dfaker', {}, 64, 128],
    ['dfaker', { 'model.dfaker': { output_size: 256 } }, 128, 256],
    ['dfl_h128', {}, 128, 128],
    ['villain', {}, 128, 128],
    ['villain', { global: { reflect_padding: true, icnr_init: true, conv_aware_init: true } }, 128, 128],
    ...[64, 80, 144, 256].flatMap((edge) =>
      (['df', 'liae'] as const).map((architecture): [TrainerName, SomeTrainOptions, number, number] => [
        'dfl_sae',
        sae({ input_size: edge, architecture, autoencoder_dims: 96, encoder_dims: 85, decoder_dims: 13 }),
        edge,
        edge,
      ]),
    ),
  ])('%s with %j draws faces and masks from %i px to %i px', (name, options, inputSize, outputSize) => {
    const { input, outputs } = summarize(name, options, true);
    expect(input).toEqual([inputSize, inputSize, 3]);
    expect(outputs).toEqual([
      [outputSize, outputSize, 3],
      [outputSize, outputSize, 1],
    ]);
  });

  it('dfl_sae with multiscale_decoder also draws a quarter and half of the size', () => {
    for (const architecture of ['df', 'liae'] as const) {
      const { outputs } = summarize('dfl_sae', sae({ architecture, multiscale_decoder: true }), true);
      expect(outputs.map(([edge]) => edge)).toEqual([32, 64, 128, 128]);
    }
  });

  it('dfl_sae refuses a loss that needs larger pictures than its smallest, with a message', () => {
    const options = resolveTrainOptions({
      ...sae({ multiscale_decoder: true }),
      'global.loss': { loss_function: 'ms_ssim' },
    });
    const model = createModel('dfl_sae', options);
    expect(() => buildTrainingGraph(model, options['global.loss'], 1)).toThrow(
      /^ms_ssim needs images of 48 pixels or more, but this model also outputs images of 32. /,
    );
  });

  it('iae and liae decode faces and masks from one code each', () => {
    for (const [name, options] of [
      ['iae', {}],
      ['dfl_sae', sae({ architecture: 'liae' })],
    ] as const) {
      const [plain, masked] = [summarize(name, options), summarize(name, options, true)];
      expect(countMillions(masked.layers, 'inter')).toBe(countMillions(plain.layers, 'inter'));
      expect(masked.gflop_per_face).toBeLessThan(1.7 * plain.gflop_per_face);
    }
  });
});

type Lesson = readonly [TrainerName, SomeTrainOptions];

/** A step of these takes seconds: FACESWAP_TEST_EVERY_MODEL trains them, too. */
const large: readonly Lesson[] = [
  ['iae', {}],
  ['dfaker', {}],
  ['dfaker', { 'model.dfaker': { output_size: 256 } }],
  ['dfl_h128', {}],
  ['dfl_h128', { 'model.dfl_h128': { lowmem: true } }],
  ['dfl_sae', {}],
  ['villain', {}],
  ['villain', { 'model.villain': { lowmem: true } }],
];

describe('a classic model that learns two real faces', () => {
  const addRate = (rate: number, those: readonly Lesson[]) => those.map((lesson) => [...lesson, rate] as const);
  it.each([
    ...addRate(5e-4, [['dfl_sae', sae({ ...small, architecture: 'liae', multiscale_decoder: true })]]),
    ...addRate(5e-5, process.env.FACESWAP_TEST_EVERY_MODEL ? large : []),
  ])(
    '%s with %j at a rate of %d: its loss falls, starts the same with the same seed, and loaded weights draw the same faces as saved ones',
    async (name, options, rate) => {
      const { losses, swapped, swappedAfterLoading } = await trainSteps(name, options, 10, rate);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(losses.at(-1)).toBeLessThan(0.95 * losses[0]!);
      expect(swappedAfterLoading).toEqual(swapped);
      expect((await trainSteps(name, options, 1)).losses).toEqual(losses.slice(0, 1));
    },
    600_000,
  );
});
