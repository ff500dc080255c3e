import type { Value } from '../../../tensor/graph';
import { add, gaussianNoise, multiply, reshape } from '../../../tensor/ops';
import { type Layers, leaky, linear } from '../layers/blocks';
import { perInstance } from '../layers/norms';

const styleLength = 512;

/**
 * Draws an image anew in a style: normalized by channel, with a scale and a shift that follow from the style (adaptive
 * instance normalization: Huang and Belongie 2017, arXiv 1703.06868) and noise, as in StyleGAN (arXiv 1812.04948).
 * @returns a function of the style, [N, nodes], and the image, [N, H, W, C], to [N, H, W, C]
 */
export function createStyleBlock({
  conv2dBlock,
  denseLayer,
}: Layers): (nodes: Value, image: Value, name: string) => Value {
  const convolved = (x: Value, name: string, kernelSize: number) =>
    conv2dBlock(x, name, { filters: x.shape[3]!, kernelSize, stride: 1, activation: linear });

  const computeStyle = (nodes: Value, name: string) => {
    const layer = (x: Value, i: number) => denseLayer(x, `${name}/style_${i}`, styleLength);
    return layer(leaky(0.1)(layer(leaky(0.1)(layer(nodes, 0)), 1)), 2);
  };

  const styled = (image: Value, style: Value, name: string, isLast: boolean) => {
    const [n, , , channels] = image.shape as [number, number, number, number];
    const perChannel = (layer: string) => reshape(denseLayer(style, `${name}/${layer}`, channels), [n, 1, 1, channels]);
    const noise = convolved(gaussianNoise(image), `${name}/noise`, 1);
    const content = perInstance(isLast ? convolved(image, `${name}/conv`, 3) : image);
    return leaky(0.2)(add(add(multiply(content, perChannel('gamma')), perChannel('beta')), noise));
  };

  return (nodes, image, name) => {
    const style = computeStyle(nodes, name);
    const content = gaussianNoise(convolved(image, `${name}/conv`, 3));
    return styled(styled(content, style, `${name}/first`, false), style, `${name}/second`, true);
  };
}
