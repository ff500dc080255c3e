import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { randomNormal } from '../../../tensor/initializers';
import { dropout } from '../../../tensor/ops';
import { createLayers, type LayerOptions, leaky } from '../layers/blocks';
import { instanceNorm } from '../layers/norms';
import { denseBottleneck, upscaleBlocks } from '../layers/sequences';
import type { Model, Side } from '../model';
import type { unbalancedOptions } from './options';

/** Creates a decoder for each side of its own width and kind, B's being the larger: it is meant for swaps from A to B. 207 M parameters at 128 px. */
export function createNetwork(layerOptions: LayerOptions, options: SectionValues<typeof unbalancedOptions>): Model {
  const layers = createLayers(layerOptions, randomNormal({ deviation: 0.02 }));
  const { conv2dBlock, faceOutput, maskOutput, residualBlock, upscaleBlock } = layers;
  const { input_size: edge, lowmem, complexity_encoder: first } = options;
  /** Filters of the four doublings. */
  const widths = (side: Side): readonly number[] => {
    if (side === 'b' && lowmem) return [384, 192, 96, 48];
    const most = side === 'a' ? options.complexity_decoder_a : options.complexity_decoder_b;
    return [most, most, Math.floor(most / 2), Math.floor(most / 4)];
  };
  const upscale = (x: Value, name: string, filters: number) => upscaleBlock(x, name, filters, { kernelSize: 5 });
  /** Whole channels are dropped. */
  const thinned = (x: Value, share: number) => dropout(x, share, [x.shape[0]!, 1, 1, x.shape[3]!]);

  const decoderA = (code: Value) =>
    widths('a').reduce((x, filters, i) => {
      const enlarged = upscale(x, `decoder_a/upscale_${i}`, filters);
      return i < 2 ? thinned(enlarged, i === 1 && lowmem ? 0.15 : 0.25) : enlarged;
    }, code);
  const decoderB = (code: Value) =>
    widths('b').reduce((x, filters, i) => {
      const name = `decoder_b/upscale_${i}`;
      if (lowmem || i === 3) return upscale(x, name, filters);
      const enlarged = upscaleBlock(x, name, filters, { kernelSize: 5, activation: leaky(0.2) });
      return residualBlock(enlarged, `decoder_b/residual_${i}`);
    }, code);

  return {
    inputSize: edge,
    outputSize: edge,
    encode(faces) {
      let x = conv2dBlock(faces, 'encoder/conv_0', { filters: first, norm: instanceNorm });
      x = conv2dBlock(x, 'encoder/conv_1', { filters: first * 2, norm: instanceNorm });
      [4, 6, 8].forEach((times, i) => {
        x = conv2dBlock(x, `encoder/conv_${i + 2}`, { filters: first * times });
      });
      const bottleneck = { nodes: options.nodes, edge: edge / 16, channels: lowmem ? 384 : 512 };
      return denseBottleneck(layers, x, 'encoder', bottleneck);
    },
    decode: (code, side) => [faceOutput(side === 'a' ? decoderA(code) : decoderB(code), `decoder_${side}/face`)],
    decodeMask(code, side) {
      const name = `decoder_${side}/mask`;
      return maskOutput(upscaleBlocks(layers, code, name, widths(side)), name);
    },
  };
}
