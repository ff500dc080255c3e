import type { TrainOptions } from '../options/trainOptions';
import { convolutionAware } from '../tensor/convolutionAware';
import type { Initializer, Value } from '../tensor/graph';
import { glorotUniform, heUniform, icnr, varianceScaling, zeros } from '../tensor/initializers';
import { add, concat, matmul, type Padding, pixelShuffle, relu, sigmoid, upsampleBilinear } from '../tensor/ops';
import { type Activation, leaky, linear } from './layers/activations';
import { type Convolution, convolve, convolveSeparably, convolveTransposed } from './layers/convolution';
import type { Norm } from './layers/norms';

export { type Activation, leaky, linear } from './layers/activations';

export interface ConvBlock {
  readonly filters: number;
  /** Edge of the kernel, pixels. Default 5. */
  readonly kernelSize?: number;
  /** Default 2. */
  readonly stride?: number;
  /** Default `same`. */
  readonly padding?: Padding;
  /** Default: leaky ReLU of slope 0.1. */
  readonly activation?: Activation;
  /** Between convolution and activation; default none. */
  readonly norm?: Norm;
}

export interface UpscaleOptions {
  /** Edge of the kernel, pixels. Default 3. */
  readonly kernelSize?: number;
  /** How many times the size. Default 2. */
  readonly ratio?: number;
  /** Of the sub-pixel convolution. Default: leaky ReLU of slope 0.1. */
  readonly activation?: Activation;
}

export interface ResidualOptions {
  /** Of the first convolution; default: the model's. */
  readonly initializer?: Initializer;
  /** Default true. */
  readonly hasBias?: boolean;
}

/** The blocks that models are made of, as the user's options want them. `name` begins the names of their weights. */
export interface Layers {
  /** Convolution with bias and activation: [N, H, W, C] to [N, H/stride, W/stride, filters]. The encoders' step down. */
  conv2dBlock(x: Value, name: string, block: ConvBlock): Value;
  /** The same in two factors, by image and by channel (arXiv 1610.02357), with ReLU; kernel 5, stride 2. */
  separableBlock(x: Value, name: string, filters: number): Value;
  /** Two convolutions by 3 that are added to what they were given (arXiv 1512.03385): [N, H, W, C] to the same. */
  residualBlock(x: Value, name: string, options?: ResidualOptions): Value;
  /** Twice the size by sub-pixel convolution (arXiv 1609.05158): [N, H, W, C] to [N, 2H, 2W, filters]. */
  upscaleBlock(x: Value, name: string, filters: number, options?: UpscaleOptions): Value;
  /** Twice the size by sub-pixel convolution, with a bilinearly enlarged convolution added. */
  fastUpscale(x: Value, name: string, filters: number, options?: UpscaleOptions): Value;
  /** Twice the size, half of the filters by sub-pixel convolution and half by a bilinearly enlarged one. */
  hybridUpscale(x: Value, name: string, filters: number, options?: UpscaleOptions): Value;
  /** Twice the size by a convolution of the bilinearly enlarged image and a transposed one, added. */
  resizeUpscale(x: Value, name: string, filters: number): Value;
  /** Twice the size by two convolutions of the bilinearly enlarged image. */
  dnyUpscale(x: Value, name: string, filters: number): Value;
  /** A fully connected layer without activation: [N, features] to [N, units]. */
  denseLayer(x: Value, name: string, units: number): Value;
  /** The face itself: [N, H, W, C] to [N, H, W, 3], BGR 0..1. */
  faceOutput(x: Value, name: string, kernelSize?: number): Value;
  /** The mask of a face: [N, H, W, C] to [N, H, W, 1], 0..1. */
  maskOutput(x: Value, name: string, kernelSize?: number): Value;
}

/** Which of them a model may leave to the user: how kernels begin, and what stands around an image. */
export type LayerOptions = Pick<TrainOptions['global'], 'icnr_init' | 'conv_aware_init' | 'reflect_padding'>;

/** A residual block begins as little more than what it is given. */
const faint = varianceScaling({ scale: 0.2, mode: 'fanIn', distribution: 'uniform' });

/** @param kernels how those of this model's convolutions and dense layers begin; default: as suits each */
export function layersOf(
  { icnr_init, conv_aware_init, reflect_padding: reflects }: LayerOptions,
  kernels?: Initializer,
): Layers {
  const chosen = (initializer: Initializer) => (conv_aware_init ? convolutionAware : initializer);
  const initializer = chosen(kernels ?? heUniform);
  const beforeShuffle = (ratio: number) => (icnr_init ? icnr(initializer, ratio) : initializer);
  const by3 = { kernelSize: 3, stride: 1, reflects };

  /** Of an upscaler's side branch, and of outputs: zeros around the image, whatever the options say. */
  const plain = (x: Value, name: string, filters: number, kernelSize: number) =>
    convolve(x, name, { filters, kernelSize, stride: 1, initializer, reflects: false });
  const shuffled = (x: Value, name: string, filters: number, options: UpscaleOptions = {}) => {
    const { kernelSize = 3, ratio = 2, activation = leaky(0.1) } = options;
    const convolution = { ...by3, kernelSize, filters: filters * ratio ** 2, initializer: beforeShuffle(ratio) };
    return pixelShuffle(activation(convolve(x, name, convolution)), ratio);
  };
  const enlarged = (x: Value, name: string, filters: number, { ratio = 2 }: UpscaleOptions = {}) =>
    upsampleBilinear(plain(x, name, filters, 3), ratio);
  const conv2dBlock: Layers['conv2dBlock'] = (x, name, block) => {
    const { filters, kernelSize = 5, stride = 2, padding, activation = leaky(0.1), norm = linear } = block;
    const convolution = { filters, kernelSize, stride, padding, initializer, reflects };
    return activation(norm(convolve(x, name, convolution), name));
  };

  return {
    conv2dBlock,
    separableBlock: (x, name, filters) =>
      relu(convolveSeparably(x, name, { filters, kernelSize: 5, stride: 2, initializer, reflects: false })),
    residualBlock(x, name, { initializer: first = kernels ?? heUniform, hasBias = true } = {}) {
      const convolution: Omit<Convolution, 'initializer'> = { ...by3, filters: x.shape[3]!, hasBias };
      const inner = leaky(0.2)(convolve(x, `${name}/conv_0`, { ...convolution, initializer: chosen(first) }));
      return leaky(0.2)(add(convolve(inner, `${name}/conv_1`, { ...convolution, initializer: chosen(faint) }), x));
    },
    upscaleBlock: shuffled,
    fastUpscale: (x, name, filters, options) =>
      add(enlarged(x, `${name}/smooth`, filters, options), shuffled(x, `${name}/sharp`, filters, options)),
    hybridUpscale(x, name, filters, options) {
      const half = filters - Math.floor(filters / 2);
      return concat([shuffled(x, `${name}/sharp`, half, options), enlarged(x, `${name}/smooth`, half, options)], 3);
    },
    resizeUpscale(x, name, filters) {
      const smooth = plain(upsampleBilinear(x), `${name}/smooth`, filters, 3);
      const sharp = convolveTransposed(x, `${name}/sharp`, { filters, kernelSize: 3, stride: 2, initializer });
      return leaky(0.2)(add(smooth, sharp));
    },
    dnyUpscale: (x, name, filters) =>
      [0, 1].reduce(
        (image, i) =>
          conv2dBlock(image, `${name}/conv_${i}`, { filters, kernelSize: 3, stride: 1, activation: leaky(0.2) }),
        upsampleBilinear(x),
      ),
    denseLayer: (x, name, units) => fullyConnected(x, name, units, kernels ?? glorotUniform),
    faceOutput: (x, name, kernelSize = 5) => sigmoid(plain(x, name, 3, kernelSize)),
    maskOutput: (x, name, kernelSize = 5) => sigmoid(plain(x, name, 1, kernelSize)),
  };
}

function fullyConnected(x: Value, name: string, units: number, initializer: Initializer): Value {
  const { graph } = x;
  const kernel = graph.parameter(`${name}/kernel`, [x.shape[1]!, units], initializer);
  return matmul(x, kernel, { bias: graph.parameter(`${name}/bias`, [units], zeros) });
}
