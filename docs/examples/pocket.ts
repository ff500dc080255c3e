import type { Value } from '../../src/tensor/graph';
import { flatten, reshape } from '../../src/tensor/ops';
import { createLayers, type LayerOptions } from '../../src/training/models/layers/blocks';
import type { Model, ModelDefinition } from '../../src/training/models/model';
import { channelAttention } from './channelAttention';

/** The smallest model that shows everything a model has: 32 px, 0.4 M parameters. */
export function createNetwork(layerOptions: LayerOptions): Model {
  const { conv2dBlock, denseLayer, faceOutput, maskOutput, upscaleBlock } = createLayers(layerOptions);
  const upscaled = (code: Value, decoder: string) =>
    [32, 16].reduce((x, filters, i) => upscaleBlock(x, `${decoder}/upscale_${i}`, filters), code);
  return {
    inputSize: 32,
    outputSize: 32,
    encode(faces) {
      const n = faces.shape[0]!;
      let x = conv2dBlock(faces, 'encoder/conv_0', { filters: 16 });
      x = conv2dBlock(x, 'encoder/conv_1', { filters: 32 });
      x = channelAttention(x, 'encoder/attention', 8);
      x = denseLayer(flatten(x), 'encoder/dense_0', 64);
      x = denseLayer(x, 'encoder/dense_1', 4 * 4 * 64);
      return upscaleBlock(reshape(x, [n, 4, 4, 64]), 'encoder/upscale_0', 32);
    },
    decode: (code, side) => [faceOutput(upscaled(code, `decoder_${side}`), `decoder_${side}/face`)],
    decodeMask: (code, side) => maskOutput(upscaled(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
  };
}

/** Its record, which lists of models hold; it loads the network from its own file, `network.ts`. */
export const pocket = {
  name: 'pocket',
  summary: 'a toy of 32 pixels',
  preferences: { 'global.optimizer': { learning_rate: 1e-3 } },
  loadNetwork: async () => ({ createNetwork }),
} as const satisfies ModelDefinition;
