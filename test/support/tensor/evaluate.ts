import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import type { TensorContent } from '../../../src/runtime/session';
import type { Value } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';
import type { Target } from '../../../src/tensor/lowering/target';
import type { Random } from '../../../src/tensor/random';
import { countElements } from '../../../src/tensor/shapes';

/** Returns the content of values of a graph without parameters, computed by ONNX Runtime. */
export async function evaluate<Name extends string>(
  outputs: Readonly<Record<Name, Value>>,
  feeds: Readonly<Record<string, TensorContent>>,
  target: Target = 'cpu',
): Promise<Readonly<Record<Name, Float32Array>>> {
  const session = await openInferenceSession(buildInference(outputs, { target }), { threads: 1 });
  try {
    return (await session.run(feeds)) as Readonly<Record<Name, Float32Array>>;
  } finally {
    await session.release();
  }
}

/** Draws numbers between `low` and `high` for every element of `shape`. */
export function drawUniform(random: Random, shape: readonly number[], low: number, high: number): Float32Array {
  return Float32Array.from({ length: countElements(shape) }, () => random.uniform(low, high));
}

/** Returns the largest difference, relative to the largest magnitude expected. */
export function computeRelativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let scale = 1e-6;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    difference = error >= difference || Number.isNaN(error) ? error : difference;
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return actual.length === expected.length ? difference / scale : Number.POSITIVE_INFINITY;
}
