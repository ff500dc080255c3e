import type * as tfjs from '@tensorflow/tfjs-core';
import type { Attributes } from '../../../tensor/graph';

/** TensorFlow.js with a backend, as its packages for Node export it. */
export type Tfjs = typeof tfjs;
export type TfTensor = tfjs.Tensor;

interface KernelRule<A extends Attributes> {
  /** A new tensor, also where it equals an input: the interpreter disposes of each node's own. */
  compute(tf: Tfjs, inputs: readonly TfTensor[], attributes: A): TfTensor;
}

/**
 * An operator computed by TensorFlow.js. Inputs have the shapes of the graph; uint8 is kept as int32, which
 * TensorFlow.js has instead.
 */
export type Kernel<A extends Attributes = Attributes> = KernelRule<A>['compute'];
