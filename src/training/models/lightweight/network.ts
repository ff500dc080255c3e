import type { Value } from '../../../tensor/graph';
import { createLayers, type LayerOptions } from '../layers/blocks';
import { denseBottleneck, downscaleBlocks, upscaleBlocks } from '../layers/sequences';
import type { Model } from '../model';

/** Creates faceswap's model for little memory, 64 px: a smaller encoder, wider decoders, 51.1 M parameters. */
export function createNetwork(layerOptions: LayerOptions): Model {
  const layers = createLayers(layerOptions);
  // From 8 px to 64.
  const up = (code: Value, decoder: string) => upscaleBlocks(layers, code, decoder, [512, 256, 128]);
  return {
    inputSize: 64,
    outputSize: 64,
    encode(faces) {
      const down = downscaleBlocks(layers, faces, 'encoder', [128, 256, 512]);
      const code = denseBottleneck(layers, down, 'encoder', { nodes: 512, edge: 4, channels: 512 });
      return layers.upscaleBlock(code, 'encoder/upscale_0', 256);
    },
    decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
    decodeMask: (code, side) => layers.maskOutput(up(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
  };
}
