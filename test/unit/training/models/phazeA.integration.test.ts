import { describe, expect, it } from 'vitest';
import { createModel } from '../../../../scripts/createModel';
import type { IniOptionRecord, OptionValue } from '../../../../src/options/option';
import { UserError } from '../../../../src/shared/errors';
import type { Graph } from '../../../../src/tensor/graph';
import { Random } from '../../../../src/tensor/random';
import { buildSwapGraph } from '../../../../src/training/models/inferenceGraphs';
import { type ModelSummary, summarizeModel } from '../../../../src/training/models/modelSummary';
import { curve } from '../../../../src/training/models/phazeA/curve';
import { getDefaultLayers } from '../../../../src/training/settings/createModel';
import { findPreset, getShippedPresetsFolder, listPresetNames } from '../../../../src/training/settings/presets';
import type { SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { resolveTrainOptions, trainOptionRecords } from '../../../../src/training/settings/trainOptions';
import { buildTrainingGraph } from '../../../../src/training/step/trainingGraph';
import { trainSteps } from '../../../support/training/trainSteps';

type PhazeA = SomeTrainOptions['model.phaze_a'];

function summarize(options: PhazeA, learnMask = false): ModelSummary {
  return summarizeModel(createModel('phaze_a', resolveTrainOptions({ 'model.phaze_a': options })), learnMask);
}

async function summarizePreset(name: string): Promise<ModelSummary> {
  const { values } = await findPreset(name, [getShippedPresetsFolder()]);
  return summarizeModel(createModel('phaze_a', resolveTrainOptions(values)), false);
}

function listParts({ layers }: ModelSummary): readonly string[] {
  return [...new Set(layers.map(({ layer }) => layer.split('/')[0]!))].sort();
}

describe('phaze_a', () => {
  /** Of the models that these presets build anew, as the table of faceswap's models has them, in millions. */
  const counterparts = {
    original: 82.1,
    lightweight: 51.1,
    iae: 117.8,
    dfaker: 113.3,
    'dfl-h128': 107.7,
    'dfl-sae-df': 130.0,
    'dfl-sae-liae': 121.8,
  };
  it.each(Object.entries(counterparts))(
    'with its preset %s has the parameters of that model, %f M',
    async (name, count) => {
      const { parameters } = await summarizePreset(name);
      expect(Math.abs(parameters / 1e6 / count - 1)).toBeLessThan(0.01);
    },
  );

  it('with the presets dny256, dny512 and dny1024 has the layers of their rows in the table', async () => {
    const conv = (kernel: number, from: number, to: number) => kernel ** 2 * from * to + to;
    const doubling = (from: number, to: number) => conv(3, from, to) + conv(3, to, to);
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    /** Pairs of convolutions at 1024, 512, … px, the last taking 4 by 4 pixels together. */
    const encoder = (widths: readonly number[]) =>
      conv(1, 3, 16) +
      sum(
        widths
          .slice(1)
          .map((to, i) => conv(3, widths[i]!, widths[i]!) + conv(i === widths.length - 2 ? 4 : 3, widths[i]!, to)),
      ) +
      conv(1, 512, 512);
    const [entry, falling] = [conv(4, 512, 512) + conv(3, 512, 512), [512, 256, 128, 64, 32, 16]];
    const chain = (widths: readonly number[]) => sum(widths.slice(1).map((to, i) => doubling(widths[i]!, to)));
    const face = conv(1, 16, 3);
    const rising = [16, 32, 64, 128, 256, 512];

    expect((await summarizePreset('dny256')).parameters).toBe(
      encoder([...rising, 512, 512]) + entry + doubling(512, 512) + 2 * (chain(falling) + face),
    );
    expect((await summarizePreset('dny512')).parameters).toBe(
      encoder([...rising, 512, 512, 512]) + entry + 2 * doubling(512, 512) + 2 * (chain(falling) + face),
    );
    expect((await summarizePreset('dny1024')).parameters).toBe(
      encoder([...rising, 512, 512, 512, 512]) +
        entry +
        2 * doubling(512, 512) +
        2 * (doubling(512, 512) + chain(falling) + face),
    );
  });

  it('builds the graph of its largest preset, with its losses, quickly', async () => {
    const { values } = await findPreset('dny1024', [getShippedPresetsFolder()]);
    const options = resolveTrainOptions(values);
    const model = createModel('phaze_a', options);
    const { graph } = buildTrainingGraph(model, options['global.loss'], 1);
    expect(model).toMatchObject({ inputSize: 1024, outputSize: 1024 });
    // The time would show if building drew weights: only a session draws them.
    expect(
      graph.nodes
        .filter(({ kind }) => kind === 'constant')
        .every(({ shape }) => shape.reduce((a, b) => a * b, 1) < 2 ** 21),
    ).toBe(true);
  });

  it('with any of its presets draws faces of its size, or says that its encoder is not supported yet', async () => {
    for (const name of await listPresetNames([getShippedPresetsFolder()])) {
      const { trainer, values } = await findPreset(name, [getShippedPresetsFolder()]);
      if (trainer !== 'phaze_a') continue;
      const options = resolveTrainOptions(values);
      const { enc_architecture, output_size } = options['model.phaze_a'];
      if (enc_architecture === 'fs_original')
        expect((await summarizePreset(name)).outputs[0]).toEqual([output_size, output_size, 3]);
      else
        expect(() => createModel('phaze_a', options)).toThrow(
          `enc_architecture = ${enc_architecture} is not supported yet`,
        );
    }
  });

  it.each<[PhazeA, readonly string[]]>([
    [{}, ['decoder_both', 'encoder', 'fc_a', 'fc_b', 'fc_gblock', 'g_block_both']],
    [
      { split_gblock: true, split_decoders: true },
      ['decoder_a', 'decoder_b', 'encoder', 'fc_a', 'fc_b', 'fc_gblock', 'g_block_a', 'g_block_b'],
    ],
    [{ split_fc: false, enable_gblock: false, shared_fc: 'half' }, ['decoder_both', 'encoder', 'fc_both']],
    [{ enable_gblock: false, shared_fc: 'full' }, ['decoder_both', 'encoder', 'fc_a', 'fc_b', 'fc_shared']],
  ])('with %j is made of the parts %j', (options, parts) => {
    expect(listParts(summarize(options))).toEqual(parts);
  });

  it('has noise and dropout only in training', () => {
    const options = resolveTrainOptions({ 'model.phaze_a': { fc_dropout: 0.1, fc_gblock_dropout: 0.1 } });
    const model = createModel('phaze_a', options);
    const countNoiseNodes = (graph: Graph) =>
      graph.nodes.filter((node) => node.kind === 'operator' && node.op === 'random').length;
    // A side: dropout before 1 + 3 layers, noise at the begin of the style block and in both its halves, 4 doublings.
    expect(countNoiseNodes(buildTrainingGraph(model, options['global.loss'], 1).graph)).toBe(2 * (1 + 3 + 3 + 4));
    expect(countNoiseNodes(buildSwapGraph(model, 'b', 1).graph)).toBe(0);
  });

  it('freezes and loads the parts that its options name', () => {
    const options = { freeze_layers: 'encoder, fc_a', load_layers: 'encoder, fc_both' };
    expect(getDefaultLayers('phaze_a', resolveTrainOptions({ 'model.phaze_a': options }))).toEqual({
      frozen: ['encoder', 'fc_a'],
      loaded: ['encoder', 'fc_both'],
    });
  });

  it('has a bottleneck where the options say', () => {
    const listBottlenecks = (options: PhazeA) =>
      summarize(options).layers.flatMap(({ layer, output }) => (layer.endsWith('bottleneck') ? [[layer, output]] : []));
    expect(listBottlenecks({ bottleneck_size: 300 })).toEqual([['encoder/bottleneck', [300]]]);
    expect(listBottlenecks({ bottleneck_in_encoder: false, shared_fc: 'full' }).map(([layer]) => layer)).toEqual(
      ['fc_a', 'fc_shared', 'fc_gblock', 'fc_b'].map((part) => `${part}/bottleneck`),
    );
    expect(listBottlenecks({ bottleneck_type: 'max_pooling' })).toEqual([]);
  });

  it.each<[PhazeA, string]>([
    [{ output_size: 240, fc_dimensions: 4 }, 'output_size = 240 cannot be reached by doubling 8 pixels'],
    [
      { output_size: 192 },
      'output_size = 192 needs an image of 6 pixels to start from, but fc_dimensions and fc_upsamples produce one of 8',
    ],
    [{ dec_upscales_in_fc: 5 }, 'dec_upscales_in_fc = 5 is too high: there are only 4 upscalings from 8 pixels'],
    [{ fc_depth: 0, fc_dimensions: 5 }, 'are not divisible by the 25 pixels that fc_dimensions = 5 requires'],
    [{ enc_architecture: 'vgg16' }, 'enc_architecture = vgg16 is not supported yet'],
  ])('refuses %j in a sentence before anything starts', (options, sentence) => {
    expect(() => summarize(options)).toThrow(UserError);
    expect(() => summarize(options)).toThrow(sentence);
  });

  it('with any options draws faces and masks of the requested size, or says which option is invalid', () => {
    const random = new Random(5);
    const keys = trainOptionRecords.filter(({ section }) => section === 'model.phaze_a');
    let built = 0;
    for (let i = 0; i < 150; i++) {
      const options = Object.fromEntries(keys.map((record) => [record.key, drawValue(record, random)])) as PhazeA;
      try {
        const { input, outputs } = summarize({ ...options, enc_architecture: 'fs_original' }, true);
        expect(input[0]! % 16).toBe(0);
        expect(outputs).toEqual([3, 1].map((channels) => [options!.output_size, options!.output_size, channels]));
        built++;
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).toMatch(/fc_dimensions|dec_upscales_in_fc/);
      }
    }
    expect(built).toBeGreaterThan(40);
  });
});

/** Draws a value that the option allows; most sizes are compatible with each other. */
function drawValue(option: IniOptionRecord, random: Random): OptionValue {
  switch (option.type) {
    case 'bool':
      return random.uniform(0, 1) < 0.5;
    case 'choice':
      return option.choices[random.integer(option.choices.length)]!;
    case 'int': {
      const { key, min, max, multipleOf = 1 } = option;
      if (key === 'output_size' && random.integer(4) > 0) return 64 * 2 ** random.integer(5);
      if (key === 'fc_dimensions' && random.integer(4) > 0) return 2 ** random.integer(4);
      return min + multipleOf * random.integer(Math.floor((max - min) / multipleOf) + 1);
    }
    case 'float':
      return random.uniform(option.min, option.max);
    default:
      return option.default;
  }
}

describe('the curve of widths', () => {
  it.each([
    [
      [512, 64, 4, -0.45, 'full'],
      [512, 256, 128, 64],
    ],
    [
      [64, 512, 4, 0.45, 'full'],
      [64, 128, 256, 512],
    ],
    [
      [100, 20, 3, 0, 'full'],
      [96, 56, 16],
    ],
    [
      [512, 16, 8, 0.5, 'cap_max'],
      [512, 512, 512, 256, 128, 64, 32, 16],
    ],
    [
      [512, 16, 8, -0.5, 'cap_min'],
      [512, 256, 128, 64, 32, 16, 16, 16],
    ],
    [
      [512, 64, 2, 0.1, 'cap_min'],
      [512, 456],
    ],
    [
      [512, 100, 4, 0.5, 'cap_min'],
      [512, 256, 128, 96],
    ],
    [
      [256, 256, 3, 0.5, 'cap_max'],
      [256, 256, 256],
    ],
    [[1024, 512, 1, -0.5, 'full'], [1024]],
    [[1024, 512, 0, -0.5, 'cap_max'], []],
  ] as const)('of %j is %j', (given, widths) => {
    expect(curve(...(given as unknown as Parameters<typeof curve>))).toEqual(widths);
  });
});

/** Narrower than the ini allows: the narrowest that it does takes seconds a step. */
const narrow: PhazeA = {
  output_size: 64,
  fs_original_min_filters: 8,
  fs_original_max_filters: 32,
  bottleneck_size: 32,
  fc_min_filters: 16,
  fc_max_filters: 24,
  fc_upsample_filters: 16,
  fc_gblock_min_nodes: 16,
  fc_gblock_max_nodes: 24,
  dec_max_filters: 24,
  dec_min_filters: 8,
};

describe('phaze_a that learns two real faces', () => {
  it.each<[string, PhazeA]>([
    [
      'a style block, noise and dropout',
      { fc_depth: 2, fc_dropout: 0.1, fc_gblock_dropout: 0.1, dec_norm: 'instance' },
    ],
    [
      'upscale_dny from a pooled encoder',
      {
        ...{
          fs_original_use_alt: true,
          fs_original_depth: 5,
          dec_upscale_method: 'upscale_dny',
          dec_upscales_in_fc: 2,
        },
        ...{ enable_gblock: false, dec_gaussian: false, dec_res_blocks: 0, fc_upsamples: 2, dec_norm: 'batch' },
      },
    ],
    [
      'parts of each person, resized images and root mean squares',
      {
        ...{ split_decoders: true, split_gblock: true, shared_fc: 'full', bottleneck_in_encoder: false },
        ...{ dec_upscale_method: 'resize_images', fc_upsampler: 'upscale_hybrid', dec_norm: 'rms' },
        ...{ bottleneck_type: 'average_pooling', bottleneck_norm: 'layer', dec_gaussian: false },
      },
    ],
    [
      'two halves of fully connected layers, fast doublings and groups',
      {
        ...{ shared_fc: 'half', fc_upsampler: 'upscale_fast', dec_upscale_method: 'upscale_fast', dec_norm: 'group' },
        ...{ bottleneck_type: 'flatten', bottleneck_norm: 'rms', enable_gblock: false, dec_gaussian: false },
      },
    ],
  ])(
    'with %s: its loss falls, starts the same with the same seed, and loaded weights draw the same faces as saved ones',
    async (_, options) => {
      const given = { 'model.phaze_a': { ...narrow, ...options }, 'global.loss': { learn_mask: true } };
      const { losses, swapped, swappedAfterLoading } = await trainSteps('phaze_a', given, 10, 5e-4);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
      expect(swappedAfterLoading).toEqual(swapped);
      expect(new Set(swapped).size).toBeGreaterThan(10);
      expect((await trainSteps('phaze_a', given, 1)).losses).toEqual(losses.slice(0, 1));
    },
    120_000,
  );
});
