import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { createLayers, type LayerOptions } from '../layers/blocks';
import { denseBottleneck, downscaleBlocks, upscaleBlocks } from '../layers/sequences';
import type { Model } from '../model';
import type { dflH128Options } from './options';

/** Creates DeepFaceLab's H128, 128 px: 107.7 M parameters; `lowmem` halves the layers after the encoder. */
export function createNetwork(layerOptions: LayerOptions, { lowmem }: SectionValues<typeof dflH128Options>): Model {
  const layers = createLayers(layerOptions);
  const width = lowmem ? 256 : 512;
  // From 16 px to 128.
  const up = (code: Value, decoder: string) => upscaleBlocks(layers, code, decoder, [width, width / 2, width / 4]);
  return {
    inputSize: 128,
    outputSize: 128,
    encode(faces) {
      const down = downscaleBlocks(layers, faces, 'encoder', [128, 256, 512, 1024]);
      const code = denseBottleneck(layers, down, 'encoder', { nodes: width, edge: 8, channels: width });
      return layers.upscaleBlock(code, 'encoder/upscale_0', width);
    },
    decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
    decodeMask: (code, side) => layers.maskOutput(up(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
  };
}
