import type * as tfjs from '@tensorflow/tfjs-core';
import type { ElementType } from '../../tensor/graph';
import type { TensorContent } from '../session';

/** TensorFlow.js with a backend, as its packages for Node export it. */
export type Tfjs = typeof tfjs;
export type TfTensor = tfjs.Tensor;

/** The element types of TensorFlow.js for those of a graph. It has no uint8: such values are stored as int32. */
export const tfTypes = { float32: 'float32', uint8: 'int32', int32: 'int32', bool: 'bool' } as const satisfies Record<
  ElementType,
  string
>;

/** Creates a tensor of TensorFlow.js from row-major elements. */
export function createTfTensor(
  tf: Tfjs,
  content: TensorContent,
  shape: readonly number[],
  type: ElementType,
): TfTensor {
  return tf.tensor(content as Float32Array, [...shape], tfTypes[type]);
}
