import type { Value } from '../../../tensor/graph';
import { createLayers, type LayerOptions } from '../layers/blocks';
import { denseBottleneck, downscaleBlocks, upscaleBlocks } from '../layers/sequences';
import type { Model } from '../model';

/** Ours, for machines without a GPU: the layout of `original` at a quarter of its widths, 64 px, 5.1 M parameters. */
export function createNetwork(layerOptions: LayerOptions): Model {
  const layers = createLayers(layerOptions);
  // From 8 px to 64.
  const up = (code: Value, decoder: string) => upscaleBlocks(layers, code, decoder, [64, 32, 16]);
  return {
    inputSize: 64,
    outputSize: 64,
    encode(faces) {
      const down = downscaleBlocks(layers, faces, 'encoder', [32, 64, 128, 256]);
      const code = denseBottleneck(layers, down, 'encoder', { nodes: 256, edge: 4, channels: 256 });
      return layers.upscaleBlock(code, 'encoder/upscale_0', 128);
    },
    decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
    decodeMask: (code, side) => layers.maskOutput(up(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
  };
}
