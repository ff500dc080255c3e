import type { Value } from '../../../tensor/graph';
import { flatten, reshape } from '../../../tensor/ops';
import type { Layers } from './blocks';

// Sequences of blocks that most models have.

/** Convolutions that halve the image at each step, with the given widths: [N, H, W, C] to [N, H/2ⁿ, W/2ⁿ, last of widths]. */
export function downscaleBlocks(layers: Layers, x: Value, name: string, widths: readonly number[]): Value {
  return widths.reduce((image, filters, i) => layers.conv2dBlock(image, `${name}/conv_${i}`, { filters }), x);
}

/** Upscalings that double the image at each step, with the given widths: [N, H, W, C] to [N, H·2ⁿ, W·2ⁿ, last of widths]. */
export function upscaleBlocks(layers: Layers, x: Value, name: string, widths: readonly number[]): Value {
  return widths.reduce((image, filters, i) => layers.upscaleBlock(image, `${name}/upscale_${i}`, filters), x);
}

export interface Bottleneck {
  /** Length of the code. */
  readonly nodes: number;
  /** Edge of the image that the second layer makes of the code, pixels. */
  readonly edge: number;
  readonly channels: number;
}

/** Adds two dense layers with a narrow code between them: [N, …] to [N, edge, edge, channels]. */
export function denseBottleneck(layers: Layers, x: Value, name: string, { nodes, edge, channels }: Bottleneck): Value {
  const code = layers.denseLayer(flatten(x), `${name}/dense_0`, nodes);
  const image = layers.denseLayer(code, `${name}/dense_1`, edge * edge * channels);
  return reshape(image, [x.shape[0]!, edge, edge, channels]);
}
