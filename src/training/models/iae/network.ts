import { concat } from '../../../tensor/ops';
import { createLayers, type LayerOptions } from '../layers/blocks';
import { denseBottleneck, downscaleBlocks, upscaleBlocks } from '../layers/sequences';
import { memoize } from '../memoize';
import type { Model } from '../model';

/**
 * Creates one encoder and one decoder for both people, 64 px. Between them, each person has a layer, and there is
 * one layer for both. 117.8 M parameters.
 */
export function createNetwork(layerOptions: LayerOptions): Model {
  const layers = createLayers(layerOptions);
  const widths = [512, 256, 128, 64]; // from 4 px to 64
  const inter = { nodes: 1024, edge: 4, channels: 512 };
  const code = memoize((encoded, side) =>
    concat(
      [denseBottleneck(layers, encoded, `inter_${side}`, inter), denseBottleneck(layers, encoded, 'inter_both', inter)],
      3,
    ),
  );
  return {
    inputSize: 64,
    outputSize: 64,
    encode: (faces) => downscaleBlocks(layers, faces, 'encoder', [128, 256, 512, 1024]),
    decode: (encoded, side) => [
      layers.faceOutput(upscaleBlocks(layers, code(encoded, side), 'decoder', widths), 'decoder/face'),
    ],
    decodeMask: (encoded, side) =>
      layers.maskOutput(upscaleBlocks(layers, code(encoded, side), 'decoder/mask', widths), 'decoder/mask'),
  };
}
