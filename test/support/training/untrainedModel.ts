import { createModel } from '../../../scripts/createModel';
import { Graph, getName, getNode } from '../../../src/tensor/graph';
import { Random } from '../../../src/tensor/random';
import { resolveModelOptions } from '../../../src/training/settings/modelOptions';
import type { SomeTrainOptions } from '../../../src/training/settings/trainOptions';
import { pickFixedTrainOptions } from '../../../src/training/settings/trainOptions';
import { writeCheckpoint } from '../../../src/training/store/checkpoint';

/** Writes a `nimble` model before its first step, with random biases that make its output colorful. */
export async function writeUntrainedModel(modelDir: string, asked: SomeTrainOptions = {}): Promise<void> {
  const { options } = resolveModelOptions('nimble', asked);
  const model = createModel('nimble', options);
  const graph = new Graph();
  const code = model.encode(graph.input('faces', [1, 64, 64, 3]));
  for (const side of ['a', 'b'] as const) {
    model.decode(code, side);
    if (options['global.loss'].learn_mask) model.decodeMask(code, side);
  }
  const random = new Random(11);
  const weights = graph.parameters.map((parameter) => {
    const node = getNode(parameter);
    if (node.kind !== 'parameter') throw new Error('no parameter');
    const isBias = getName(parameter).endsWith('/bias');
    const data = isBias
      ? Float32Array.from({ length: parameter.shape[0]! }, () => random.next() - 0.5)
      : node.initializer(parameter.shape, random);
    return [getName(parameter), { shape: parameter.shape, data }] as const;
  });
  const faces = { a: { name: 'anna', count: 3, consent: 'a release of May' }, b: { name: 'bo', count: 5 } };
  const session = { timestamp: 1, no_logs: false, batchsize: 4, iterations: 7, config: {}, faces };
  const state = {
    name: 'nimble',
    sessions: { '1': session },
    lowest_avg_loss: null,
    iterations: 7,
    config: pickFixedTrainOptions(options),
    seed: 7,
  };
  await writeCheckpoint(modelDir, state, { weights: new Map(weights) });
}
