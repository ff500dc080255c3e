import type { Value } from '../../tensor/graph';
import { flatten, reshape } from '../../tensor/ops';
import { layersOf } from '../layers';
import type { ModelDefinition } from './model';

/** The first faceswap autoencoder, 64 px: 82.1 M parameters, 60.6 M with `lowmem`. */
export const original: ModelDefinition = {
  create({ global, 'model.original': { lowmem } }) {
    const { conv2dBlock, denseLayer, faceOutput, maskOutput, upscaleBlock } = layersOf(global);
    // Both decoders' way up, from 8 px to 64.
    const upscaled = (code: Value, decoder: string) =>
      [256, 128, 64].reduce((x, filters, i) => upscaleBlock(x, `${decoder}/upscale_${i}`, filters), code);
    const widths = lowmem ? [128, 256, 512] : [128, 256, 512, 1024];
    return {
      inputSize: 64,
      outputSize: 64,
      encode(faces) {
        const n = faces.shape[0]!;
        let x = faces;
        widths.forEach((filters, i) => {
          x = conv2dBlock(x, `encoder/conv_${i}`, { filters });
        });
        x = denseLayer(flatten(x), 'encoder/dense_0', lowmem ? 512 : 1024);
        x = denseLayer(x, 'encoder/dense_1', 4 * 4 * 1024);
        return upscaleBlock(reshape(x, [n, 4, 4, 1024]), 'encoder/upscale_0', 512);
      },
      decode: (code, side) => [faceOutput(upscaled(code, `decoder_${side}`), `decoder_${side}/face`)],
      decodeMask: (code, side) => maskOutput(upscaled(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
    };
  },
};
