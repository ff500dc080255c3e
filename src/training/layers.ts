import type { Value } from '../tensor/graph';
import { glorotUniform, heUniform, zeros } from '../tensor/initializers';
import { conv2d, leakyRelu, matmul, pixelShuffle, sigmoid } from '../tensor/ops';

export interface ConvBlock {
  readonly filters: number;
  /** Edge of the kernel, pixels. */
  readonly kernelSize?: number;
  readonly stride?: number;
}

/** Slope of the blocks' activation below zero. */
const leak = 0.1;

/** Convolution with bias and leaky ReLU: [N, H, W, C] to [N, H/stride, W/stride, filters]. The encoders' step down. */
export function conv2dBlock(x: Value, name: string, { filters, kernelSize = 5, stride = 2 }: ConvBlock): Value {
  return leakyRelu(convolution(x, name, filters, kernelSize, stride), leak);
}

/** Twice the size by sub-pixel convolution (arXiv 1609.05158): [N, H, W, C] to [N, 2H, 2W, filters]. */
export function upscaleBlock(x: Value, name: string, filters: number): Value {
  return pixelShuffle(conv2dBlock(x, name, { filters: filters * 4, kernelSize: 3, stride: 1 }));
}

/** A fully connected layer without activation: [N, features] to [N, units]. */
export function denseLayer(x: Value, name: string, units: number): Value {
  const { graph } = x;
  const kernel = graph.parameter(`${name}/kernel`, [x.shape[1]!, units], glorotUniform);
  return matmul(x, kernel, { bias: graph.parameter(`${name}/bias`, [units], zeros) });
}

/** The face itself: [N, H, W, C] to [N, H, W, 3], BGR 0..1. */
export function faceOutput(x: Value, name: string): Value {
  return sigmoid(convolution(x, name, 3, 5, 1));
}

/** The mask of a face: [N, H, W, C] to [N, H, W, 1], 0..1. */
export function maskOutput(x: Value, name: string): Value {
  return sigmoid(convolution(x, name, 1, 5, 1));
}

function convolution(x: Value, name: string, filters: number, kernelSize: number, stride: number): Value {
  const { graph } = x;
  const kernel = graph.parameter(`${name}/kernel`, [kernelSize, kernelSize, x.shape[3]!, filters], heUniform);
  return conv2d(x, kernel, { stride, bias: graph.parameter(`${name}/bias`, [filters], zeros) });
}
