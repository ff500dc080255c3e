import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { fromChannelPlanes, maximum, multiply, positivePower, relu, subtract, toChannelPlanes } from '../../tensor/ops';
import type { Gaussian } from './filters';
import type { PlainLoss } from './loss';
import { halve, resize } from './resizing';
import { similarity } from './ssim';

/** Exponents of the scales, fine to coarse: Wang, Simoncelli and Bovik 2003, section 3.2. */
const exponents = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/** Smallest similarity; lower values are raised to it, because the slope of a power is unlimited near zero. */
const least = 1e-4;

/**
 * 1 - MS-SSIM (Wang, Simoncelli and Bovik 2003, "Multiscale structural similarity for image quality assessment",
 * equation 7), as a map: where the paper multiplies the means of the scales, their maps are enlarged and multiplied,
 * so that masks can weigh them.
 */
export const msSsim = {
  name: 'ms_ssim',
  help: 'Structural similarity at several sizes. Needs images of 48 pixels or more.',
  kind: 'pixel',
  compare(predicted, target) {
    const [, height, width] = predicted.shape as [number, number, number];
    const window = chooseWindow(height, width);
    let [x, y] = [toChannelPlanes(predicted), toChannelPlanes(target)];
    const factors = exponents.map((exponent, scale) => {
      const { ssim, structure } = similarity(x, y, window);
      const factor = relu(scale === exponents.length - 1 ? ssim : structure);
      [x, y] = [halve(x), halve(y)];
      return positivePower(maximum(resize(factor, height, width), least), exponent);
    });
    return fromChannelPlanes(subtract(1, factors.reduce(multiply)), predicted.shape[3]!);
  },
} as const satisfies PlainLoss;

/** The coarsest scale has a sixteenth of the edge, and the window must fit there. @throws UserError when none does */
function chooseWindow(height: number, width: number): Gaussian {
  const edge = Math.min(height, width);
  const smallest = Math.floor(edge / 16);
  const taps = Math.min(11, smallest % 2 === 1 ? smallest : smallest - 1);
  if (taps < 3)
    throw new UserError(
      t(
        'ms_ssim needs images of 48 pixels or more, but this model also outputs images of {0}. Choose another loss.',
        edge,
      ),
    );
  return { taps, sigma: 1.5 };
}
