import type { Value } from '../../tensor/graph';
import { layersOf } from './layers/layers';
import { convolvedDown, squeezed, upscaled } from './layers/sequences';
import type { ModelDefinition } from './model';

/** DeepFaceLab's H128, 128 px: 107.7 M parameters, half the widths behind the encoder with `lowmem`. */
export const dflH128: ModelDefinition = {
  create({ global, 'model.dfl_h128': { lowmem } }) {
    const layers = layersOf(global);
    const width = lowmem ? 256 : 512;
    // From 16 px to 128.
    const up = (code: Value, decoder: string) => upscaled(layers, code, decoder, [width, width / 2, width / 4]);
    return {
      inputSize: 128,
      outputSize: 128,
      encode(faces) {
        const down = convolvedDown(layers, faces, 'encoder', [128, 256, 512, 1024]);
        const code = squeezed(layers, down, 'encoder', { nodes: width, edge: 8, channels: width });
        return layers.upscaleBlock(code, 'encoder/upscale_0', width);
      },
      decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
      decodeMask: (code, side) => layers.maskOutput(up(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
    };
  },
};
