import type { TrainOptions } from '../options/trainOptions';
import { convolutionAware } from '../tensor/convolutionAware';
import type { Initializer, Value } from '../tensor/graph';
import { glorotUniform, heUniform, icnr, zeros } from '../tensor/initializers';
import { conv2d, leakyRelu, matmul, pixelShuffle, reflectPad, sigmoid } from '../tensor/ops';

export interface ConvBlock {
  readonly filters: number;
  /** Edge of the kernel, pixels. */
  readonly kernelSize?: number;
  readonly stride?: number;
}

/** The blocks that models are made of, as the user's options want them. `name` begins the names of their weights. */
export interface Layers {
  /** Convolution with bias and leaky ReLU: [N, H, W, C] to [N, H/stride, W/stride, filters]. The encoders' step down. */
  conv2dBlock(x: Value, name: string, block: ConvBlock): Value;
  /** Twice the size by sub-pixel convolution (arXiv 1609.05158): [N, H, W, C] to [N, 2H, 2W, filters]. */
  upscaleBlock(x: Value, name: string, filters: number): Value;
  /** A fully connected layer without activation: [N, features] to [N, units]. */
  denseLayer(x: Value, name: string, units: number): Value;
  /** The face itself: [N, H, W, C] to [N, H, W, 3], BGR 0..1. */
  faceOutput(x: Value, name: string): Value;
  /** The mask of a face: [N, H, W, C] to [N, H, W, 1], 0..1. */
  maskOutput(x: Value, name: string): Value;
}

/** Which of them a model may leave to the user: how kernels begin, and what stands around an image. */
export type LayerOptions = Pick<TrainOptions['global'], 'icnr_init' | 'conv_aware_init' | 'reflect_padding'>;

/** Slope of the blocks' activation below zero. */
const leak = 0.1;

interface Convolution extends Required<ConvBlock> {
  readonly initializer: Initializer;
  readonly reflects: boolean;
}

export function layersOf({ icnr_init, conv_aware_init, reflect_padding: reflects }: LayerOptions): Layers {
  const initializer = conv_aware_init ? convolutionAware : heUniform;
  const beforeShuffle = icnr_init ? icnr(initializer) : initializer;
  const activated = (x: Value, name: string, convolution: Convolution) =>
    leakyRelu(convolve(x, name, convolution), leak);
  const output = (x: Value, name: string, filters: number) =>
    sigmoid(convolve(x, name, { filters, kernelSize: 5, stride: 1, initializer, reflects: false }));
  return {
    conv2dBlock: (x, name, { filters, kernelSize = 5, stride = 2 }) =>
      activated(x, name, { filters, kernelSize, stride, initializer, reflects }),
    upscaleBlock: (x, name, filters) =>
      pixelShuffle(
        activated(x, name, { filters: filters * 4, kernelSize: 3, stride: 1, initializer: beforeShuffle, reflects }),
      ),
    denseLayer: fullyConnected,
    faceOutput: (x, name) => output(x, name, 3),
    maskOutput: (x, name) => output(x, name, 1),
  };
}

function fullyConnected(x: Value, name: string, units: number): Value {
  const { graph } = x;
  const kernel = graph.parameter(`${name}/kernel`, [x.shape[1]!, units], glorotUniform);
  return matmul(x, kernel, { bias: graph.parameter(`${name}/bias`, [units], zeros) });
}

function convolve(x: Value, name: string, convolution: Convolution): Value {
  const { filters, kernelSize, stride, initializer, reflects } = convolution;
  const { graph } = x;
  const kernel = graph.parameter(`${name}/kernel`, [kernelSize, kernelSize, x.shape[3]!, filters], initializer);
  const bias = graph.parameter(`${name}/bias`, [filters], zeros);
  if (!reflects) return conv2d(x, kernel, { stride, bias });
  return conv2d(mirroredAround(x, kernelSize, stride), kernel, { stride, bias, padding: 'valid' });
}

/** As many pixels as the padding `same` has. */
function mirroredAround(x: Value, kernelSize: number, stride: number): Value {
  const [top, bottom] = paddingOf(x.shape[1]!, kernelSize, stride);
  const [left, right] = paddingOf(x.shape[2]!, kernelSize, stride);
  return reflectPad(x, { top, bottom, left, right });
}

function paddingOf(extent: number, kernelSize: number, stride: number): readonly [number, number] {
  const total = Math.max(0, kernelSize - (extent % stride === 0 ? stride : extent % stride));
  const before = Math.floor(total / 2);
  return [before, total - before];
}
