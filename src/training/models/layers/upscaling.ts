import type { Initializer, Value } from '../../../tensor/graph';
import { icnr } from '../../../tensor/initializers';
import { add, concat, pixelShuffle, upsampleBilinear } from '../../../tensor/ops';
import { type Activation, leaky } from './activations';
import { convolve, convolveTransposed } from './convolution';

export interface UpscaleOptions {
  /** Edge of the kernel, pixels. Default 3. */
  readonly kernelSize?: number;
  /** How many times the size. Default 2. */
  readonly ratio?: number;
  /** Activation after the sub-pixel convolution. Default: leaky ReLU of slope 0.1. */
  readonly activation?: Activation;
}

/** The ways up. `name` begins the names of their weights. */
export interface Upscalers {
  /** Doubles the size by sub-pixel convolution (arXiv 1609.05158): [N, H, W, C] to [N, 2H, 2W, filters]. */
  upscaleBlock(x: Value, name: string, filters: number, options?: UpscaleOptions): Value;
  /** Doubles the size by sub-pixel convolution, with a bilinearly enlarged convolution added. */
  fastUpscale(x: Value, name: string, filters: number, options?: UpscaleOptions): Value;
  /** Doubles the size, half of the filters by sub-pixel convolution and half by a bilinearly enlarged one. */
  hybridUpscale(x: Value, name: string, filters: number, options?: UpscaleOptions): Value;
  /** Doubles the size by a convolution of the bilinearly enlarged image and a transposed one, added. */
  resizeUpscale(x: Value, name: string, filters: number): Value;
  /** Doubles the size by two convolutions of the bilinearly enlarged image. */
  dnyUpscale(x: Value, name: string, filters: number): Value;
}

export interface UpscalerSettings {
  readonly initializer: Initializer;
  /** Whether the pixels of a block have the same initial weights. */
  readonly isIcnr: boolean;
  /** Whether images are padded by reflection; side branches are always padded with zeros. */
  readonly reflects: boolean;
}

export function createUpscalers({ initializer, isIcnr, reflects }: UpscalerSettings): Upscalers {
  const by3 = { kernelSize: 3, stride: 1, initializer };
  const plain = (x: Value, name: string, filters: number) => convolve(x, name, { ...by3, filters, reflects: false });
  const enlarged = (x: Value, name: string, filters: number, { ratio = 2 }: UpscaleOptions = {}) =>
    upsampleBilinear(plain(x, name, filters), ratio);
  const shuffled: Upscalers['upscaleBlock'] = (x, name, filters, options = {}) => {
    const { kernelSize = 3, ratio = 2, activation = leaky(0.1) } = options;
    const convolved = convolve(x, name, {
      filters: filters * ratio ** 2,
      kernelSize,
      stride: 1,
      initializer: isIcnr ? icnr(initializer, ratio) : initializer,
      reflects,
    });
    return pixelShuffle(activation(convolved), ratio);
  };
  return {
    upscaleBlock: shuffled,
    fastUpscale: (x, name, filters, options) =>
      add(enlarged(x, `${name}/smooth`, filters, options), shuffled(x, `${name}/sharp`, filters, options)),
    hybridUpscale(x, name, filters, options) {
      const half = filters - Math.floor(filters / 2);
      return concat([shuffled(x, `${name}/sharp`, half, options), enlarged(x, `${name}/smooth`, half, options)], 3);
    },
    resizeUpscale(x, name, filters) {
      const smooth = plain(upsampleBilinear(x), `${name}/smooth`, filters);
      const sharp = convolveTransposed(x, `${name}/sharp`, { ...by3, filters, stride: 2 });
      return leaky(0.2)(add(smooth, sharp));
    },
    dnyUpscale: (x, name, filters) =>
      [0, 1].reduce(
        (image, i) => leaky(0.2)(convolve(image, `${name}/conv_${i}`, { ...by3, filters, reflects })),
        upsampleBilinear(x),
      ),
  };
}
