import type { Value } from '../../tensor/graph';
import { flatten, reshape } from '../../tensor/ops';
import { layersOf } from '../layers';
import type { ModelDefinition } from './model';

/** faceswap's model for little memory, 64 px: a smaller encoder, wider decoders, 51.1 M parameters. */
export const lightweight: ModelDefinition = {
  create({ global }) {
    const { conv2dBlock, denseLayer, faceOutput, maskOutput, upscaleBlock } = layersOf(global);
    // Both decoders' way up, from 8 px to 64.
    const upscaled = (code: Value, decoder: string) =>
      [512, 256, 128].reduce((x, filters, i) => upscaleBlock(x, `${decoder}/upscale_${i}`, filters), code);
    return {
      inputSize: 64,
      outputSize: 64,
      encode(faces) {
        const n = faces.shape[0]!;
        let x = conv2dBlock(faces, 'encoder/conv_0', { filters: 128 });
        x = conv2dBlock(x, 'encoder/conv_1', { filters: 256 });
        x = conv2dBlock(x, 'encoder/conv_2', { filters: 512 });
        x = denseLayer(flatten(x), 'encoder/dense_0', 512);
        x = denseLayer(x, 'encoder/dense_1', 4 * 4 * 512);
        return upscaleBlock(reshape(x, [n, 4, 4, 512]), 'encoder/upscale_0', 256);
      },
      decode: (code, side) => [faceOutput(upscaled(code, `decoder_${side}`), `decoder_${side}/face`)],
      decodeMask: (code, side) => maskOutput(upscaled(code, `decoder_${side}/mask`), `decoder_${side}/mask`),
    };
  },
};
