import type { Value } from '../../tensor/graph';
import {
  add,
  divide,
  type Matrix,
  max,
  maximum,
  mean,
  multiply,
  reshape,
  separable,
  sqrt,
  square,
  stopGradient,
  subtract,
  toChannelPlanes,
} from '../../tensor/ops';
import type { PlainLoss } from './loss';

/**
 * Focal frequency loss (arXiv 2012.12821, equations 6 to 8 at alpha = 1): the squared error of the spectrum, weighted
 * by the error's size relative to the largest of its color; the weights are not differentiated. A frequency has no
 * place in the picture, so the pictures are multiplied by masks; faceswap multiplies the spectrum.
 */
export const ffl = {
  name: 'ffl',
  help: 'Focal frequency loss: compares the frequencies of both images.',
  kind: 'face',
  compare(predicted, target) {
    const [n, height, width, channels] = predicted.shape as [number, number, number, number];
    const power = spectralPower(toChannelPlanes(subtract(predicted, target)));
    const magnitude = stopGradient(sqrt(power));
    const weights = divide(magnitude, maximum(max(magnitude, [1, 2, 3], true), 1e-12));
    return mean(reshape(multiply(weights, power), [n, height * width * channels]), [1]);
  },
} as const satisfies PlainLoss;

/** Returns the squared magnitudes of the orthonormal Fourier transform of planes [N, H, W, 1]: products with cosines and sines. */
function spectralPower(planes: Value): Value {
  const [, height, width] = planes.shape as [number, number, number];
  const transformed = (down: Matrix, along: Matrix) => separable(planes.graph, down, along, 1)(planes);
  const [down, along] = [fourierMatrices(height), fourierMatrices(width)];
  const real = subtract(transformed(down.cosine, along.cosine), transformed(down.sine, along.sine));
  const imaginary = add(transformed(down.sine, along.cosine), transformed(down.cosine, along.sine));
  return add(square(real), square(imaginary));
}

function fourierMatrices(size: number): { readonly cosine: Matrix; readonly sine: Matrix } {
  const matrix = (wave: (angle: number) => number): Matrix =>
    Array.from({ length: size }, (_, k) =>
      Array.from({ length: size }, (_, i) => wave((2 * Math.PI * ((k * i) % size)) / size) / Math.sqrt(size)),
    );
  return { cosine: matrix(Math.cos), sine: matrix(Math.sin) };
}
