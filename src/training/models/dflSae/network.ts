import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { concat } from '../../../tensor/ops';
import { createLayers, type LayerOptions, type Layers, leaky } from '../layers/blocks';
import { denseBottleneck, downscaleBlocks, upscaleBlocks } from '../layers/sequences';
import { memoize } from '../memoize';
import type { Model, Side } from '../model';
import type { dflSaeOptions } from './options';

type SaeOptions = SectionValues<typeof dflSaeOptions>;

/**
 * Creates DeepFaceLab's SAE, 64 to 256 px: 130.0 M parameters as `df`, with a decoder of each person, and 121.8 M as `liae`, with
 * a decoder of both and layers of each before it.
 */
export function createNetwork(layerOptions: LayerOptions, options: SectionValues<typeof dflSaeOptions>): Model {
  const layers = createLayers(layerOptions);
  const { encode, code, getDecoderName } = { df, liae }[options.architecture](layers, options);
  return {
    inputSize: options.input_size,
    outputSize: options.input_size,
    encode,
    decode: (encoded, side) => pictures(layers, code(encoded, side), getDecoderName(side), options),
    decodeMask(encoded, side) {
      const name = `${getDecoderName(side)}/mask`;
      const widths = [8, 4, 2].map((times) => times * options.decoder_dims);
      return layers.maskOutput(upscaleBlocks(layers, code(encoded, side), name, widths), name);
    },
  };
}

interface Architecture extends Pick<Model, 'encode'> {
  /** Returns the input of a decoder for the output of {@link Model.encode}. */
  code(encoded: Value, side: Side): Value;
  /** Name of a side's decoder. */
  getDecoderName(side: Side): string;
}

function df(layers: Layers, options: SaeOptions): Architecture {
  const nodes = options.autoencoder_dims || 512;
  const bottleneck = { nodes, edge: options.input_size / 16, channels: nodes };
  return {
    encode(faces) {
      const code = denseBottleneck(layers, encoded(layers, faces, options), 'encoder', bottleneck);
      return layers.upscaleBlock(code, 'encoder/upscale_0', nodes);
    },
    code: (encoded) => encoded,
    getDecoderName: (side) => `decoder_${side}`,
  };
}

function liae(layers: Layers, options: SaeOptions): Architecture {
  const nodes = options.autoencoder_dims || 256;
  const bottleneck = { nodes, edge: options.input_size / 16, channels: 2 * nodes };
  const inter = (encoded: Value, name: string) =>
    layers.upscaleBlock(denseBottleneck(layers, encoded, name, bottleneck), `${name}/upscale_0`, 2 * nodes);
  return {
    encode: (faces) => encoded(layers, faces, options),
    code: memoize((encoded, side) => {
      const both = inter(encoded, 'inter_both');
      return concat([side === 'a' ? both : inter(encoded, 'inter_b'), both], 3);
    }),
    getDecoderName: () => 'decoder',
  };
}

function encoded(layers: Layers, faces: Value, { encoder_dims }: SaeOptions): Value {
  const widths = [1, 2, 4, 8].map((times) => times * 3 * encoder_dims);
  return downscaleBlocks(layers, faces, 'encoder', widths);
}

/** Decodes the pictures, from an eighth of the size on; with `multiscale_decoder` also those of a quarter and half of the size. */
function pictures(
  layers: Layers,
  code: Value,
  name: string,
  { decoder_dims, multiscale_decoder }: SaeOptions,
): Value[] {
  const widths = [8, 4, 2].map((times) => times * 3 * decoder_dims);
  let x = code;
  return widths.flatMap((filters, i) => {
    x = layers.upscaleBlock(x, `${name}/upscale_${i}`, filters, { activation: leaky(0.2) });
    for (const block of [2 * i, 2 * i + 1]) x = layers.residualBlock(x, `${name}/residual_${block}`);
    if (i === widths.length - 1) return [layers.faceOutput(x, `${name}/face`)];
    return multiscale_decoder ? [layers.faceOutput(x, `${name}/face_${i}`)] : [];
  });
}
