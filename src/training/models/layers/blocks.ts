import type { SectionValues } from '../../../options/option';
import { convolutionAware } from '../../../tensor/convolutionAware';
import type { Initializer, Value } from '../../../tensor/graph';
import { glorotUniform, heUniform, varianceScaling, zeros } from '../../../tensor/initializers';
import { add, matmul, type Padding, relu, sigmoid } from '../../../tensor/ops';
import type { globalOptions } from '../../hyperparameters/commonOptions';
import { type Activation, leaky, linear } from './activations';
import { type Convolution, convolve, convolveSeparably } from './convolution';
import type { Norm } from './norms';
import { createUpscalers, type Upscalers } from './upscaling';

export { type Activation, leaky, linear } from './activations';

export interface ConvBlock {
  readonly filters: number;
  /** Edge of the kernel, pixels. Default 5. */
  readonly kernelSize?: number;
  /** Default 2. */
  readonly stride?: number;
  /** Default `same`. */
  readonly padding?: Padding | undefined;
  /** Default: leaky ReLU of slope 0.1. */
  readonly activation?: Activation;
  /** Between convolution and activation; default none. */
  readonly norm?: Norm;
}

export interface ResidualOptions {
  /** Kernel size of the first convolution; default: the model's. */
  readonly initializer?: Initializer;
  /** Default true. */
  readonly hasBias?: boolean;
}

/** The blocks that models are made of, as the user's options want them. `name` begins the names of their weights. */
export interface Layers extends Upscalers {
  /** Adds a convolution with bias and activation, which encoders use to shrink images: [N, H, W, C] to [N, H/stride, W/stride, filters]. */
  conv2dBlock(x: Value, name: string, block: ConvBlock): Value;
  /** Adds a separable convolution: a filter for each channel, then a mixture of channels (arXiv 1610.02357), with ReLU; kernel 5, stride 2. */
  separableBlock(x: Value, name: string, filters: number): Value;
  /** Adds two 3x3 convolutions whose result is added to their input (arXiv 1512.03385): [N, H, W, C] to the same shape. */
  residualBlock(x: Value, name: string, options?: ResidualOptions): Value;
  /** Returns a fully connected layer without activation: [N, features] to [N, units]. */
  denseLayer(x: Value, name: string, units: number): Value;
  /** Returns the face itself: [N, H, W, C] to [N, H, W, 3], BGR 0..1. */
  faceOutput(x: Value, name: string, kernelSize?: number): Value;
  /** Returns the mask of a face: [N, H, W, C] to [N, H, W, 1], 0..1. */
  maskOutput(x: Value, name: string, kernelSize?: number): Value;
}

/** Which of them a model may leave to the user: the initialization of kernels, and the padding of images. */
export type LayerOptions = Pick<
  SectionValues<typeof globalOptions>,
  'icnr_init' | 'conv_aware_init' | 'reflect_padding'
>;

/** A residual block begins as little more than what it is given. */
const faint = varianceScaling({ scale: 0.2, mode: 'fanIn', distribution: 'uniform' });

/** @param kernels how those of this model's convolutions and dense layers begin; default: as suits each */
export function createLayers(
  { icnr_init, conv_aware_init, reflect_padding: reflects }: LayerOptions,
  kernels?: Initializer,
): Layers {
  const chosen = (initializer: Initializer) => (conv_aware_init ? convolutionAware : initializer);
  const initializer = chosen(kernels ?? heUniform);
  /** Adds an output. Outputs always pad images with zeros, independent of the options. */
  const output = (x: Value, name: string, filters: number, kernelSize: number) =>
    sigmoid(convolve(x, name, { filters, kernelSize, stride: 1, initializer, reflects: false }));
  return {
    ...createUpscalers({ initializer, isIcnr: icnr_init, reflects }),
    conv2dBlock(x, name, block) {
      const { filters, kernelSize = 5, stride = 2, padding, activation = leaky(0.1), norm = linear } = block;
      const convolution = { filters, kernelSize, stride, padding, initializer, reflects };
      return activation(norm(convolve(x, name, convolution), name));
    },
    separableBlock: (x, name, filters) =>
      relu(convolveSeparably(x, name, { filters, kernelSize: 5, stride: 2, initializer, reflects: false })),
    residualBlock(x, name, { initializer: first = kernels ?? heUniform, hasBias = true } = {}) {
      const convolution: Omit<Convolution, 'initializer'> = {
        filters: x.shape[3]!,
        kernelSize: 3,
        stride: 1,
        reflects,
        hasBias,
      };
      const inner = leaky(0.2)(convolve(x, `${name}/conv_0`, { ...convolution, initializer: chosen(first) }));
      return leaky(0.2)(add(convolve(inner, `${name}/conv_1`, { ...convolution, initializer: chosen(faint) }), x));
    },
    denseLayer: (x, name, units) => fullyConnected(x, name, units, kernels ?? glorotUniform),
    faceOutput: (x, name, kernelSize = 5) => output(x, name, 3, kernelSize),
    maskOutput: (x, name, kernelSize = 5) => output(x, name, 1, kernelSize),
  };
}

function fullyConnected(x: Value, name: string, units: number, initializer: Initializer): Value {
  const { graph } = x;
  const kernel = graph.parameter(`${name}/kernel`, [x.shape[1]!, units], initializer);
  return matmul(x, kernel, { bias: graph.parameter(`${name}/bias`, [units], zeros) });
}
