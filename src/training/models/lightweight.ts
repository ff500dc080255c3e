import { flatten, reshape } from '../../tensor/ops';
import { conv2dBlock, denseLayer, faceOutput, upscaleBlock } from '../layers';
import type { ModelDefinition } from './model';

/** faceswap's model for little memory, 64 px: a smaller encoder, wider decoders, 51.1 M parameters. */
export const lightweight: ModelDefinition = {
  create: () => ({
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
    decode(code, side) {
      let x = upscaleBlock(code, `decoder_${side}/upscale_0`, 512);
      x = upscaleBlock(x, `decoder_${side}/upscale_1`, 256);
      x = upscaleBlock(x, `decoder_${side}/upscale_2`, 128);
      return faceOutput(x, `decoder_${side}/face`);
    },
  }),
};
