import { clipScales, type GradientClipping, gradientNorms } from './gradientClipping';
import { gradients } from './gradients';
import { getName, type Value } from './graph';
import { zeros } from './initializers';
import { add, divide, equal, multiply, subtract, where } from './ops/broadcasting';
import { sum, sumOfSquares } from './ops/reduce';
import { concat, reshape } from './ops/shape';
import type { Optimizer } from './optimizers/optimizer';
import { countElements } from './shapes';
import type { UpdateRule } from './updateRule';

export interface UpdatePolicy {
  readonly optimizer: Optimizer;
  readonly clipping?: GradientClipping;
  /** Weight decay of parameters with more than one axis, so not of biases and scales. Default 0. */
  readonly weightDecay?: number;
  /** Number of steps whose gradients are averaged for one update. Default 1. */
  readonly accumulation?: number;
  /** Whether the loss is multiplied by {@link lossScaleInput}, so that small gradients do not become 0 in float16. */
  readonly usesLossScale?: boolean;
}

/** The name of the input, [], that the loss is multiplied by before it is differentiated. */
export const lossScaleInput = 'lossScale';

/** The values that a step computes before any state changes, and the updates that follow. All values belong to one graph. */
export interface StepPlan {
  /**
   * The values that the step reports, [] each: the losses by name, `finite` (1 or 0), and `gradientNorm` if the clipping needs
   * it.
   */
  readonly losses: Readonly<Record<string, Value>>;
  /** Whether the step may change the state: bool, []. It depends on all losses and all gradients. */
  readonly finite: Value;
  readonly updates: readonly ParameterUpdate[];
}

export interface ParameterUpdate {
  readonly parameter: Value;
  /** The gradient in the shape of the parameter. With accumulation, the sum of the gradients so far. */
  readonly gradient: Value;
  /** [], the factor of the gradient, for rules that have `isScaled`. */
  readonly scale?: Value;
  /** A parameter of the graph that stores the sum of the gradients until the next update. */
  readonly accumulator?: Value;
  readonly rule: UpdateRule;
}

/**
 * Plans the step that reduces `loss` by changing the parameters `trained`, and that reports `losses`.
 * @param trackedMeans the tracked means of the graph that are to be updated
 */
export function planStep(
  loss: Value,
  losses: Readonly<Record<string, Value>>,
  trained: readonly Value[],
  { optimizer, clipping, weightDecay = 0, accumulation = 1, usesLossScale = false }: UpdatePolicy,
  trackedMeans: Iterable<readonly [Value, readonly Value[]]> = loss.graph.trackedMeans,
): StepPlan {
  const { graph } = loss;
  const lossScale = usesLossScale ? graph.getOrAddInput(lossScaleInput, []) : undefined;
  const share = accumulation > 1 ? multiply(loss, 1 / accumulation) : loss;
  const slopes = gradients(lossScale ? multiply(share, lossScale) : share, trained);
  const accumulators = accumulation > 1 ? trained.map(getAccumulator) : undefined;
  const totals = accumulators ? slopes.map((slope, i) => add(accumulators[i]!, slope)) : slopes;

  const reported = Object.fromEntries(Object.entries(losses).map(([name, value]) => [name, reshape(value, [])]));
  const squares = clipping && clipping.kind !== 'value' ? totals.map(sumOfSquares) : undefined;
  const finite = isEveryFinite([loss, ...Object.values(reported), ...(squares ?? totals)]);
  const norms = squares && gradientNorms(squares, lossScale);
  const scales = clipping && norms ? clipScales(clipping, norms) : undefined;
  return {
    losses: {
      ...reported,
      finite: where(finite, 1, 0),
      ...(norms ? { gradientNorm: norms.global } : {}),
    },
    finite,
    updates: [
      ...trained.map((parameter, i) => {
        const scale = combineScales(scales?.[i], lossScale);
        return {
          parameter,
          gradient: totals[i]!,
          ...(scale ? { scale } : {}),
          ...(accumulators ? { accumulator: accumulators[i]! } : {}),
          rule: {
            optimizer,
            weightDecay: parameter.shape.length > 1 ? weightDecay : 0,
            isScaled: scale !== undefined,
            ...(clipping?.kind === 'value' ? { clipValue: clipping.limit } : {}),
          },
        };
      }),
      ...[...trackedMeans].map(([parameter, values]) => planMeanUpdate(parameter, values, accumulation)),
    ],
  };
}

/** Weight of one step in a tracked mean. */
const trackingRate = 0.01;

/** The update rule of tracked means, which are statistics and no weights: it does not use the learning rate. */
export const meanTracker: Optimizer = {
  name: 'meanTracker',
  slots: [],
  weightDecayTarget: 'gradient',
  update: ({ parameter, gradient }) => ({
    parameter: subtract(parameter, multiply(gradient, trackingRate)),
    slots: {},
  }),
};

/** Plans the update of a tracked mean. Its distance to the value serves as gradient for {@link meanTracker}. */
function planMeanUpdate(parameter: Value, values: readonly Value[], accumulation: number): ParameterUpdate {
  const distance = subtract(parameter, multiply(values.reduce(add), 1 / values.length));
  const rule = { optimizer: meanTracker, weightDecay: 0, isScaled: false };
  if (accumulation === 1) return { parameter, gradient: distance, rule };
  const accumulator = getAccumulator(parameter);
  return { parameter, gradient: add(accumulator, multiply(distance, 1 / accumulation)), accumulator, rule };
}

const accumulatorSuffix = ':accumulated';

function getAccumulator(parameter: Value): Value {
  return parameter.graph.parameter(getName(parameter) + accumulatorSuffix, parameter.shape, zeros);
}

/** Returns whether the state of that name stores a sum of gradients. */
export function isAccumulator(state: string): boolean {
  return state.endsWith(accumulatorSuffix);
}

function combineScales(scale: Value | undefined, lossScale: Value | undefined): Value | undefined {
  if (!lossScale) return scale;
  return scale ? divide(scale, lossScale) : divide(1, lossScale);
}

/**
 * Returns whether all elements of all values are finite, bool []. One NaN or infinity makes the sum of all elements NaN or
 * infinite, so the sum is tested. Finite numbers whose sum overflows float32 count as not finite.
 */
function isEveryFinite(values: readonly Value[]): Value {
  const total = sum(concat(values.map(sumRows), 0));
  return equal(subtract(total, total), 0);
}

/** Returns the sums of pieces of a value, [pieces]. With pieces, a device can sum on all its cores. */
function sumRows(value: Value): Value {
  const size = countElements(value.shape);
  let rows = 1;
  while (size / rows > 1 << 16 && (size / rows) % 2 === 0) rows *= 2;
  return sum(reshape(value, [rows, size / rows]), [1]);
}
