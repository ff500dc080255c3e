import type { Initializer, Shape } from './graph';
import type { Random } from './random';
import { countElements } from './shapes';

/**
 * Returns how many elements one output unit reads (fan in) and how many one input unit feeds (fan out).
 * @param shape of a kernel: [k, m] or [kh, kw, in, out]
 */
export function computeFans(shape: Shape): { fanIn: number; fanOut: number } {
  if (shape.length < 2) return { fanIn: countElements(shape), fanOut: countElements(shape) };
  const field = countElements(shape.slice(0, -2));
  return { fanIn: field * shape.at(-2)!, fanOut: field * shape.at(-1)! };
}

function fillWith(shape: Shape, next: () => number): Float32Array {
  const data = new Float32Array(countElements(shape));
  for (let i = 0; i < data.length; i++) data[i] = next();
  return data;
}

export const zeros: Initializer = (shape) => new Float32Array(countElements(shape));
export const ones: Initializer = (shape) => new Float32Array(countElements(shape)).fill(1);

/** Uniform in ±sqrt(6 / fan in), variance 2 / fan in (He et al. 2015, arXiv 1502.01852). */
export const heUniform: Initializer = varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'uniform' });

/** Uniform in ±sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010). */
export const glorotUniform: Initializer = varianceScaling({ scale: 1, mode: 'fanAverage', distribution: 'uniform' });

/** Returns an initializer that draws from a normal distribution with the given mean and standard deviation. */
export function randomNormal({ mean = 0, deviation = 0.05 } = {}): Initializer {
  return (shape, random: Random) => fillWith(shape, () => mean + deviation * random.normal());
}

export interface VarianceScalingOptions {
  readonly scale: number;
  readonly mode: 'fanIn' | 'fanOut' | 'fanAverage';
  readonly distribution: 'uniform' | 'normal';
}

/** Returns an initializer that draws values with mean 0 and variance scale / fan. */
export function varianceScaling({ scale, mode, distribution }: VarianceScalingOptions): Initializer {
  return (shape, random) => {
    const { fanIn, fanOut } = computeFans(shape);
    const fan = mode === 'fanIn' ? fanIn : mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
    const deviation = Math.sqrt(scale / fan);
    const limit = Math.sqrt(3) * deviation;
    return fillWith(
      shape,
      distribution === 'uniform' ? () => random.uniform(-limit, limit) : () => deviation * random.normal(),
    );
  };
}

/**
 * Initializes a convolution in front of a pixel shuffle by `ratio`: all pixels of a block start with the same kernel,
 * so that the shuffle starts as a nearest-neighbor enlargement, without a checkerboard pattern (ICNR: Aitken et al.
 * 2017, arXiv 1707.02937). `initializer` initializes that kernel. The pixels of a block are the outer axis: see
 * `pixelShuffle`.
 */
export function icnr(initializer: Initializer, ratio = 2): Initializer {
  return (shape, random) => {
    const channels = shape.at(-1)! / ratio ** 2;
    const kernel = initializer([...shape.slice(0, -1), channels], random);
    return Float32Array.from(
      { length: kernel.length * ratio ** 2 },
      (_, i) => kernel[Math.floor(i / shape.at(-1)!) * channels + (i % channels)]!,
    );
  };
}
