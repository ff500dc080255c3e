import { readCheckpoint } from './checkpoint';
import type { NamedTensors } from './safetensors';
import { requireTrainer } from './trainedModel';

export interface NonFiniteTensor {
  readonly tensor: string;
  readonly shape: readonly number[];
  /** Number of values that are NaN, and number of values that are infinite. */
  readonly nan: number;
  readonly infinite: number;
  /** Index of the first such value, one number for each axis of the shape. */
  readonly first: readonly number[];
}

export interface NanScan {
  readonly iterations: number;
  readonly tensors: number;
  readonly values: number;
  readonly damaged: readonly NonFiniteTensor[];
}

/**
 * Searches the weights and the optimizer's state of a model's newest save for NaN and infinite values.
 * @throws UserError when there is no model, or all of its saves are damaged
 */
export async function scanForNonFiniteValues(modelDir: string): Promise<NanScan> {
  const { state, weights, optimizer } = await readCheckpoint(modelDir, await requireTrainer(modelDir));
  const tensors: NamedTensors = new Map([...weights, ...(optimizer ?? [])]);
  const damaged: NonFiniteTensor[] = [];
  let values = 0;
  for (const [tensor, { shape, data }] of tensors) {
    values += data.length;
    const damage = countNonFiniteValues(data);
    if (damage) damaged.push({ tensor, shape, ...damage, first: unravelIndex(damage.first, shape) });
  }
  return { iterations: state.iterations, tensors: tensors.size, values, damaged };
}

function countNonFiniteValues(data: Float32Array): { nan: number; infinite: number; first: number } | undefined {
  let [nan, infinite, first] = [0, 0, -1];
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value - value === 0) continue;
    if (Number.isNaN(value)) nan++;
    else infinite++;
    if (first < 0) first = i;
  }
  return first < 0 ? undefined : { nan, infinite, first };
}

/** Converts a flat index of a row-major array to one index for each axis. */
function unravelIndex(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  return shape
    .toReversed()
    .map((extent) => {
      const index = rest % extent;
      rest = Math.floor(rest / extent);
      return index;
    })
    .reverse();
}
