import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import { randomNormal } from '../../../tensor/initializers';
import { add, pixelShuffle } from '../../../tensor/ops';
import { createLayers, type LayerOptions, leaky, linear } from '../layers/blocks';
import { denseBottleneck, upscaleBlocks } from '../layers/sequences';
import type { Model } from '../model';
import type { villainOptions } from './options';

/** Creates VillainGuy's model, 128 px, with a long row of residual blocks in its encoder: 155.1 M parameters, for GPUs with much memory. */
export function createNetwork(layerOptions: LayerOptions, { lowmem }: SectionValues<typeof villainOptions>): Model {
  const layers = createLayers(layerOptions, randomNormal({ deviation: 0.02 }));
  const { conv2dBlock, residualBlock, separableBlock, upscaleBlock } = layers;
  const widths = [512, 256, 128]; // from 16 px to 128
  const up = (code: Value, decoder: string) =>
    widths.reduce((image, filters, i) => {
      const larger = upscaleBlock(image, `${decoder}/upscale_${i}`, filters, { activation: leaky(0.2) });
      return residualBlock(larger, `${decoder}/residual_${i}`);
    }, code);
  return {
    inputSize: 128,
    outputSize: 128,
    encode(faces) {
      const first = conv2dBlock(faces, 'encoder/conv_0', { filters: 128, activation: linear });
      let x = leaky(0.2)(first);
      for (let i = 0; i < (lowmem ? 8 : 16); i++) x = residualBlock(x, `encoder/residual_${i}`);
      x = add(x, leaky(0.1)(first));
      x = pixelShuffle(conv2dBlock(x, 'encoder/conv_1', { filters: 128 })); // 64 to 32 px, and back to 64
      x = pixelShuffle(conv2dBlock(x, 'encoder/conv_2', { filters: 128 }));
      x = conv2dBlock(x, 'encoder/conv_3', { filters: 128 });
      x = separableBlock(x, 'encoder/separable_0', 256);
      x = conv2dBlock(x, 'encoder/conv_4', { filters: 512 });
      if (!lowmem) x = separableBlock(x, 'encoder/separable_1', 1024);
      x = denseBottleneck(layers, x, 'encoder', { nodes: lowmem ? 512 : 1024, edge: 8, channels: 1024 });
      return upscaleBlock(x, 'encoder/upscale_0', 512);
    },
    decode: (code, side) => [layers.faceOutput(up(code, `decoder_${side}`), `decoder_${side}/face`)],
    decodeMask: (code, side) =>
      layers.maskOutput(upscaleBlocks(layers, code, `decoder_${side}/mask`, widths), `decoder_${side}/mask`),
  };
}
