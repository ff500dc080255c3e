import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { createLayers, type LayerOptions, leaky } from '../layers/blocks';
import { denseBottleneck, upscaleBlocks } from '../layers/sequences';
import { memoize } from '../memoize';
import type { Model, Side } from '../model';
import type { realfaceOptions } from './options';

/** Creates a network of residual blocks. Decoder B is more than twice as large as A: it is meant for swaps from A to B. 238 M parameters. */
export function createNetwork(layerOptions: LayerOptions, options: SectionValues<typeof realfaceOptions>): Model {
  const layers = createLayers(layerOptions);
  const { conv2dBlock, faceOutput, maskOutput, residualBlock, upscaleBlock } = layers;
  const { input_size: inputSize, output_size: outputSize, complexity_encoder, complexity_decoder } = options;
  const { edge, doublings } = beginning(inputSize, outputSize);
  const deepest = 16 * Math.floor((1024 - (edge - 4) * 64) / 16);
  /** Returns the number of filters of a side: all for B, two thirds for A. */
  const forSide = (filters: number, side: Side) => (side === 'a' ? Math.floor(filters / 1.5) : filters);

  const begun = memoize((code, side) => {
    const bottleneck = { nodes: forSide(options.dense_nodes, side), edge, channels: forSide(deepest, side) };
    return denseBottleneck(layers, code, `decoder_${side}`, bottleneck);
  });
  const sharpened = (x: Value, name: string, filters: number) => {
    const larger = upscaleBlock(x, `${name}/upscale`, filters, { activation: leaky(0.2) });
    return residualBlock(larger, `${name}/residual_0`, { hasBias: false });
  };

  return {
    inputSize,
    outputSize,
    encode(faces) {
      let x = faces;
      for (const i of [0, 1, 2]) {
        const filters = complexity_encoder * 2 ** i;
        x = conv2dBlock(x, `encoder/conv_${i}`, { filters, activation: leaky(0.2) });
        x = residualBlock(x, `encoder/residual_${i}_0`);
        x = residualBlock(x, `encoder/residual_${i}_1`);
      }
      return conv2dBlock(x, 'encoder/conv_3', { filters: complexity_encoder * 8 });
    },
    decode(code, side) {
      const name = `decoder_${side}`;
      const filters = forSide(complexity_decoder, side);
      let x = sharpened(begun(code, side), `${name}/block_0`, forSide(deepest, side));
      for (let i = 0; i < doublings - 1; i++) {
        const narrower = Math.floor(filters / 2 ** i);
        if (side === 'a' || i === doublings - 2) x = upscaleBlock(x, `${name}/upscale_${i + 1}`, narrower);
        else x = residualBlock(sharpened(x, `${name}/block_${i + 1}`, narrower), `${name}/block_${i + 1}/residual_1`);
      }
      return [faceOutput(x, `${name}/face`)];
    },
    decodeMask(code, side) {
      const name = `decoder_${side}/mask`;
      const widths = Array.from({ length: doublings }, (_, i) => Math.floor(forSide(384, side) / 2 ** i));
      return maskOutput(upscaleBlocks(layers, begun(code, side), name, widths), name);
    },
  };
}

/** Returns the picture that the decoders begin with, at most 9 pixels: the one that is nearest to the encoder's last. */
function beginning(inputSize: number, outputSize: number): { edge: number; doublings: number } {
  const candidates = [4, 5].map((doublings) => ({ edge: outputSize / 2 ** doublings, doublings }));
  const distance = ({ edge }: { edge: number }) =>
    edge < 10 ? Math.abs(edge * 16 - inputSize) : Number.POSITIVE_INFINITY;
  return candidates.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}
