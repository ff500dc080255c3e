import type { Value } from '../../tensor/graph';
import { layersOf } from './layers/layers';
import { convolvedDown, squeezed, upscaled } from './layers/sequences';
import type { ModelDefinition } from './model';

/** The first faceswap autoencoder, 64 px: 82.1 M parameters, 60.6 M with `lowmem`. */
export const original: ModelDefinition = {
  create({ global, 'model.original': { lowmem } }) {
    const layers = layersOf(global);
    // From 8 px to 64.
    const up = (code: Value, decoder: string) => upscaled(layers, code, decoder, [256, 128, 64]);
    return {
      inputSize: 64,
      outputSize: 64,
      encode(faces) {
        const down = convolvedDown(layers, faces, 'encoder', lowmem ? [128, 256, 512] : [128, 256, 512, 1024]);
        const code = squeezed(layers, down, 'encoder', { nodes: lowmem ? 512 : 1024, edge: 4, channels: 1024 });
        return layers.upscaleBlock(code, 'encoder/upscale_0', 512);
      },
      decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
      decodeMask: (code, side) => layers.maskOutput(up(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
    };
  },
};
