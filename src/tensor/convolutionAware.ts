import type { Shape } from './graph';
import { computeFans } from './initializers';
import type { Random } from './random';
import { countElements } from './shapes';

/** Standard deviation of the noise added to each weight, so that no two kernels are equal. */
const noiseDeviation = 0.05;

/**
 * Returns the convolution-aware initialization (Aghajanyan 2017, arXiv 1702.06295) of a kernel [h, w, in, out]: for each output,
 * the kernels of the inputs are orthogonal in the Fourier domain, in groups of as many inputs as there are
 * frequencies. Then noise is added, and the kernel is scaled to the variance of He et al., 2 / fan in.
 *
 * The paper takes its bases from a singular value decomposition of random symmetric matrices. Orthonormalized normal
 * vectors are random bases without a preferred direction too (Stewart 1980, doi 10.1137/0717034), and much faster: five
 * million weights take about a second.
 */
export function convolutionAware(shape: Shape, random: Random): Float32Array {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const taps = height * width;
  const waves = computeWaves(height, width);
  const kernel = new Float32Array(countElements(shape));
  for (let output = 0; output < outputs; output++)
    for (let first = 0; first < inputs; first += waves.length) {
      const basis = buildOrthonormalBasis(waves.length, random);
      for (let input = first; input < Math.min(inputs, first + waves.length); input++) {
        const spectrum = basis[input - first]!;
        for (let tap = 0; tap < taps; tap++) {
          let weight = noiseDeviation * random.normal();
          for (let wave = 0; wave < waves.length; wave++) weight += spectrum[wave]! * waves[wave]![tap]!;
          kernel[(tap * inputs + input) * outputs + output] = weight;
        }
      }
    }
  return scaleToVariance(kernel, 2 / computeFans(shape).fanIn);
}

/** Returns what each coefficient of a real spectrum [h, floor(w / 2) + 1] adds to the taps of a kernel [h · w]. */
function computeWaves(height: number, width: number): Float64Array[] {
  const half = Math.floor(width / 2) + 1;
  return Array.from({ length: height * half }, (_, index) => {
    const [u, v] = [Math.floor(index / half), index % half];
    const twice = v === 0 || 2 * v === width ? 1 : 2; // the other half of the spectrum is its mirror image
    return Float64Array.from({ length: height * width }, (_, tap) => {
      const [y, x] = [Math.floor(tap / width), tap % width];
      return (twice * Math.cos(2 * Math.PI * ((u * y) / height + (v * x) / width))) / (height * width);
    });
  });
}

/** Returns orthogonal vectors of length 1: random normal ones, orthonormalized by modified Gram–Schmidt. */
function buildOrthonormalBasis(size: number, random: Random): Float64Array[] {
  const basis: Float64Array[] = [];
  while (basis.length < size) {
    const vector = Float64Array.from({ length: size }, () => random.normal());
    for (const other of basis) {
      const along = dot(vector, other);
      for (let i = 0; i < size; i++) vector[i]! -= along * other[i]!;
    }
    const length = Math.sqrt(dot(vector, vector));
    if (length > 1e-6) basis.push(vector.map((element) => element / length));
  }
  return basis;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function scaleToVariance(kernel: Float32Array, variance: number): Float32Array {
  const mean = kernel.reduce((sum, weight) => sum + weight, 0) / kernel.length;
  const found = kernel.reduce((sum, weight) => sum + (weight - mean) ** 2, 0) / kernel.length;
  const factor = Math.sqrt(variance / found);
  return kernel.map((weight) => weight * factor);
}
