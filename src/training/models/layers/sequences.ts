import type { Value } from '../../../tensor/graph';
import { flatten, reshape } from '../../../tensor/ops';
import type { Layers } from './blocks';

// Rows of blocks that most models have.

/** Down by half at each step, wider and wider: [N, H, W, C] to [N, H/2ⁿ, W/2ⁿ, last of widths]. */
export function downscaleBlocks(layers: Layers, x: Value, name: string, widths: readonly number[]): Value {
  return widths.reduce((image, filters, i) => layers.conv2dBlock(image, `${name}/conv_${i}`, { filters }), x);
}

/** Up by two at each step: [N, H, W, C] to [N, H·2ⁿ, W·2ⁿ, last of widths]. */
export function upscaleBlocks(layers: Layers, x: Value, name: string, widths: readonly number[]): Value {
  return widths.reduce((image, filters, i) => layers.upscaleBlock(image, `${name}/upscale_${i}`, filters), x);
}

export interface Bottleneck {
  /** All that passes through. */
  readonly nodes: number;
  /** Of the image that is made of it. */
  readonly edge: number;
  readonly channels: number;
}

/** Through the eye of a needle: [N, …] to [N, edge, edge, channels] by two dense layers. */
export function denseBottleneck(layers: Layers, x: Value, name: string, { nodes, edge, channels }: Bottleneck): Value {
  const code = layers.denseLayer(flatten(x), `${name}/dense_0`, nodes);
  const image = layers.denseLayer(code, `${name}/dense_1`, edge * edge * channels);
  return reshape(image, [x.shape[0]!, edge, edge, channels]);
}
