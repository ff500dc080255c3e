import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { averagePool, concat, dropout, flatten, leakyRelu, reshape, upsampleBilinear } from '../../../tensor/ops';
import { createLayers, type LayerOptions, linear } from '../layers/blocks';
import { batchNorm } from '../layers/norms';
import { memoize } from '../memoize';
import type { Model } from '../model';
import type { dlightOptions } from './options';

/** Width of the latent layer, by how much it is to tell of a face. */
const latentUnits = { lowmem: 640, fair: 1152, best: 1664 } as const;

/** Creates a dense encoder that sees each scale of the face, a small decoder A and a large decoder B: it is meant for swaps from A to B. 144 M parameters. */
export function createNetwork(
  layerOptions: LayerOptions,
  { features, details, output_size: outputSize }: SectionValues<typeof dlightOptions>,
): Model {
  const layers = createLayers(layerOptions);
  const { conv2dBlock, denseLayer, faceOutput, fastUpscale, hybridUpscale, maskOutput, upscaleBlock } = layers;
  const width = features === 'lowmem' ? 48 : 64;
  /** Factor of the decoders' first enlargement, from 4 px; four doublings follow. */
  const ratio = outputSize / 64;
  /** Adds a block without inner activation, and with a weaker leaky ReLU after it. */
  const softly = (x: Value, name: string, filters: number, times = 2) =>
    leakyRelu(hybridUpscale(x, name, filters, { activation: linear, ratio: times }), 0.2);
  const refined = (x: Value, name: string, biases: readonly boolean[]) =>
    biases.reduce((image, hasBias, i) => layers.residualBlock(image, `${name}/residual_${i}`, { hasBias }), x);

  const firstUpscale: Record<'a' | 'fast' | 'good', (code: Value) => Value> = {
    a: (code) => upsampleBilinear(code, ratio),
    fast: (code) => upscaleBlock(code, 'decoder_b/upscale_0', 512, { ratio }),
    good: (code) => softly(code, 'decoder_b/upscale_0', 512, ratio),
  };
  const begun = memoize((code, side) => firstUpscale[side === 'a' ? 'a' : details](code));
  const decoders = {
    a: (x: Value) =>
      [256, 128, 64, 32].reduce((image, filters, i) => hybridUpscale(image, `decoder_a/upscale_${i}`, filters), x),
    fast: (x: Value) =>
      [512, 256, 128, 64].reduce((image, filters, i) => fastUpscale(image, `decoder_b/upscale_${i + 1}`, filters), x),
    good(begun: Value) {
      let x = refined(begun, 'decoder_b/block_0', [true, false, false]);
      x = refined(softly(x, 'decoder_b/upscale_1', 512), 'decoder_b/block_1', [true, true]);
      x = batchNorm(x, 'decoder_b/norm_1');
      x = refined(softly(x, 'decoder_b/upscale_2', 256), 'decoder_b/block_2', [true]);
      x = refined(softly(x, 'decoder_b/upscale_3', 128), 'decoder_b/block_3', [true]);
      x = batchNorm(x, 'decoder_b/norm_3');
      return hybridUpscale(x, 'decoder_b/upscale_4', 64);
    },
  };

  return {
    inputSize: 128,
    outputSize,
    encode(faces) {
      let x = faces;
      [0.5, 1, 2, 4, 8].forEach((times, i) => {
        const seen = conv2dBlock(x, `encoder/conv_${i}`, { filters: width * times });
        x = concat([seen, leakyRelu(averagePool(x, 2), 0.1)], 3);
      });
      x = dropout(denseLayer(flatten(x), 'encoder/dense_0', latentUnits[features]), 0.05);
      x = dropout(denseLayer(x, 'encoder/dense_1', 4 * 4 * 1024), 0.05);
      return reshape(x, [faces.shape[0]!, 4, 4, 1024]);
    },
    decode(code, side) {
      const drawn = decoders[side === 'a' ? 'a' : details](begun(code, side));
      return [faceOutput(drawn, `decoder_${side}/face`)];
    },
    decodeMask(code, side) {
      const name = `decoder_${side}/mask`;
      const drawn = [128, 64, 32, 16].reduce(
        (image, filters, i) => hybridUpscale(image, `${name}/upscale_${i}`, filters),
        begun(code, side),
      );
      return maskOutput(drawn, name);
    },
  };
}
