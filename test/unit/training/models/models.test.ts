import { describe, expect, it } from 'vitest';
import { createModel } from '../../../../scripts/createModel';
import { Graph, getName, getNode } from '../../../../src/tensor/graph';
import { Random } from '../../../../src/tensor/random';
import { decodeFace } from '../../../../src/training/models/model';
import { models, type TrainerName } from '../../../../src/training/models/models';
import { resolveTrainOptions, type SomeTrainOptions } from '../../../../src/training/settings/trainOptions';
import { buildTrainingGraph } from '../../../../src/training/step/trainingGraph';

function countParameters(name: TrainerName, options: SomeTrainOptions = {}) {
  const model = createModel(name, resolveTrainOptions(options));
  const { graph } = buildTrainingGraph(model, resolveTrainOptions(options)['global.loss'], 1);
  const sizes = graph.parameters.map((value) => [getName(value), value.shape.reduce((a, b) => a * b, 1)] as const);
  const sumUnder = (prefix: string) => sizes.reduce((sum, [key, size]) => sum + (key.startsWith(prefix) ? size : 0), 0);
  return {
    total: sumUnder(''),
    encoder: sumUnder('encoder/'),
    decoder: sumUnder('decoder_a/'),
    names: sizes.map(([key]) => key),
  };
}

const toMillions = (count: number) => Math.round(count / 1e5) / 10;

describe('the models', () => {
  it.each([
    ['original', {}, { total: 82.1, encoder: 69.7, decoder: 6.2 }],
    ['original', { 'model.original': { lowmem: true } }, { total: 60.6, encoder: 48.2, decoder: 6.2 }],
    ['lightweight', {}, { total: 51.1, encoder: 29.8, decoder: 10.6 }],
    ['nimble', {}, { total: 5.1, encoder: 4.4, decoder: 0.4 }],
  ] as const)("%s with %j has faceswap's number of parameters, in millions", (name, options, expected) => {
    const counts = countParameters(name, options);
    expect({
      total: toMillions(counts.total),
      encoder: toMillions(counts.encoder),
      decoder: toMillions(counts.decoder),
    }).toEqual(expected);
  });

  it('draw faces of their output size from faces of their input size', () => {
    for (const { name } of models) {
      const model = createModel(name, resolveTrainOptions());
      const faces = new Graph().input('faces', [2, model.inputSize, model.inputSize, 3]);
      for (const side of ['a', 'b'] as const) {
        expect(decodeFace(model, model.encode(faces), side).shape).toEqual([2, model.outputSize, model.outputSize, 3]);
      }
    }
  });

  it('have the same weights and sizes with mirrored borders, and other initial values with other initializers', () => {
    const readFirstWeights = (global: SomeTrainOptions['global'], name: string) => {
      const graph = new Graph();
      const model = createModel('nimble', resolveTrainOptions({ global }));
      const face = decodeFace(model, model.encode(graph.input('faces', [1, 64, 64, 3])), 'a');
      expect(face.shape).toEqual([1, 64, 64, 3]);
      const node = getNode(graph.findNamed(name)!);
      if (node.kind !== 'parameter') throw new Error(`${name} is no parameter`);
      return node.initializer(node.shape, new Random(1));
    };
    const upscale = 'decoder_a/upscale_2/kernel';
    expect(readFirstWeights({ reflect_padding: true }, upscale)).toEqual(readFirstWeights({}, upscale));
    const [icnr, aware] = [
      readFirstWeights({ icnr_init: true }, upscale),
      readFirstWeights({ conv_aware_init: true }, upscale),
    ];
    expect(icnr[0]).toBe(icnr[16]);
    expect(aware[0]).not.toBe(aware[16]);
    expect(aware).not.toEqual(readFirstWeights({}, upscale));
    expect(readFirstWeights({ icnr_init: true }, 'encoder/conv_0/kernel')).toEqual(
      readFirstWeights({}, 'encoder/conv_0/kernel'),
    );
  });

  it('name their weights by layer', () => {
    expect(countParameters('nimble').names).toEqual(
      expect.arrayContaining(['encoder/conv_0/kernel', 'encoder/dense_1/bias', 'decoder_b/upscale_2/kernel']),
    );
  });
});
