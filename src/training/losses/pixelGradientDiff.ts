import { add, fromChannelPlanes, multiply, separable, subtract, toChannelPlanes } from '../../tensor/ops';
import { filterMatrix } from './filters';
import { generalLoss } from './generalLoss';
import type { PlainLoss } from './loss';

/** Central differences by their order, over neighboring pixels. */
const differences = [[1], [-0.5, 0, 0.5], [1, -2, 1]] as const;

/** The derivatives that are compared: their order down and along, and how much each counts. */
const derivatives = [
  { down: 0, along: 1, weight: 1 },
  { down: 1, along: 0, weight: 1 },
  { down: 0, along: 2, weight: 1 },
  { down: 2, along: 0, weight: 1 },
  { down: 1, along: 1, weight: 2 },
] as const;

/**
 * Compares first and second derivatives of both pictures by the general loss near its parabola (arXiv 1701.03077 at
 * alpha = 1.9999); half the sum of both orders. Derivatives are linear, so those of the error do. faceswap takes them
 * along the wrong axes since its port to PyTorch; here they are those across and down.
 */
export const pixelGradientDiff = {
  name: 'pixel_gradient_diff',
  help: 'Compares how colors change from pixel to pixel: edges.',
  kind: 'pixel',
  compare(predicted, target) {
    const error = toChannelPlanes(subtract(predicted, target));
    const [, height, width] = error.shape as [number, number, number];
    const terms = derivatives.map(({ down, along, weight }) => {
      const vertical = filterMatrix(height, differences[down], 'replicate');
      const horizontal = filterMatrix(width, differences[along], 'replicate');
      const derivative = separable(error.graph, vertical, horizontal, 1)(error);
      return multiply(generalLoss(derivative, 1.9999, 1 / 255), weight / 2);
    });
    return fromChannelPlanes(terms.reduce(add), predicted.shape[3]!);
  },
} as const satisfies PlainLoss;
