import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { createLayers, type LayerOptions } from '../layers/blocks';
import { denseBottleneck, downscaleBlocks, upscaleBlocks } from '../layers/sequences';
import type { Model } from '../model';
import type { originalOptions } from './options';

/** Creates the first faceswap autoencoder, 64 px: 82.1 M parameters, 60.6 M with `lowmem`. */
export function createNetwork(layerOptions: LayerOptions, { lowmem }: SectionValues<typeof originalOptions>): Model {
  const layers = createLayers(layerOptions);
  // From 8 px to 64.
  const up = (code: Value, decoder: string) => upscaleBlocks(layers, code, decoder, [256, 128, 64]);
  return {
    inputSize: 64,
    outputSize: 64,
    encode(faces) {
      const down = downscaleBlocks(layers, faces, 'encoder', lowmem ? [128, 256, 512] : [128, 256, 512, 1024]);
      const code = denseBottleneck(layers, down, 'encoder', { nodes: lowmem ? 512 : 1024, edge: 4, channels: 1024 });
      return layers.upscaleBlock(code, 'encoder/upscale_0', 512);
    },
    decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
    decodeMask: (code, side) => layers.maskOutput(up(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
  };
}
