import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { randomNormal } from '../../../tensor/initializers';
import { createLayers, type LayerOptions, leaky } from '../layers/blocks';
import { denseBottleneck, downscaleBlocks, upscaleBlocks } from '../layers/sequences';
import type { Model } from '../model';
import type { dfakerOptions } from './options';

const initializer = randomNormal({ deviation: 0.02 });

/** Creates the encoder of `original` and decoders with residual blocks, 64 to 128 px or 128 to 256 px: 113.3 M or 258 M parameters. */
export function createNetwork(
  layerOptions: LayerOptions,
  { output_size: outputSize }: SectionValues<typeof dfakerOptions>,
): Model {
  const layers = createLayers(layerOptions);
  // From 8 px to the last step but one.
  const widths = outputSize === 256 ? [1024, 512, 256, 128] : [512, 256, 128];
  const up = (code: Value, decoder: string) => {
    const x = widths.reduce((image, filters, i) => {
      const larger = layers.upscaleBlock(image, `${decoder}/upscale_${i}`, filters, { activation: leaky(0.2) });
      return layers.residualBlock(larger, `${decoder}/residual_${i}`, { initializer });
    }, code);
    return layers.upscaleBlock(x, `${decoder}/upscale_${widths.length}`, 64);
  };
  return {
    inputSize: outputSize / 2,
    outputSize,
    encode(faces) {
      const down = downscaleBlocks(layers, faces, 'encoder', [128, 256, 512, 1024]);
      const code = denseBottleneck(layers, down, 'encoder', { nodes: 1024, edge: 4, channels: 1024 });
      return layers.upscaleBlock(code, 'encoder/upscale_0', 512);
    },
    decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
    decodeMask: (code, side) =>
      layers.maskOutput(upscaleBlocks(layers, code, `decoder_${side}/mask`, [...widths, 64]), `decoder_${side}/mask`),
  };
}
