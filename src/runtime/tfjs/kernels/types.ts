import type { ElementType } from '../../../tensor/graph';
import type { TensorContent } from '../../session';
import type { Tfjs, TfTensor } from './kernel';

/** TensorFlow.js has no uint8: its values are kept as int32. */
export const tfTypes = { float32: 'float32', uint8: 'int32', int32: 'int32', bool: 'bool' } as const satisfies Record<
  ElementType,
  string
>;

/** Row-major elements as a tensor of TensorFlow.js. */
export function createTfTensor(
  tf: Tfjs,
  content: TensorContent,
  shape: readonly number[],
  type: ElementType,
): TfTensor {
  return tf.tensor(content as Float32Array, [...shape], tfTypes[type]);
}
