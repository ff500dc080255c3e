import { autoclipInput, clipFactor, type GradientClipping, insertedPercentile } from './gradientClipping';
import { gradients } from './gradients';
import { type Graph, getName, type Shape, type Value } from './graph';
import { zeros } from './initializers';
import { add, divide, equal, multiply, subtract, where } from './ops/broadcasting';
import { sum, sumOfSquares } from './ops/reduce';
import { concat, reshape } from './ops/shape';
import { sqrt } from './ops/unary';
import type { Optimizer } from './optimizers/optimizer';
import { countElements } from './shapes';
import type { UpdateRule } from './updateRule';

export interface UpdatePolicy {
  readonly optimizer: Optimizer;
  readonly clipping?: GradientClipping;
  /** Of parameters with more than one axis: biases and scales are left alone. Default 0. */
  readonly weightDecay?: number;
  /** Steps whose gradients are averaged for one update. Default 1. */
  readonly accumulation?: number;
  /** Whether the loss is multiplied by the input {@link lossScaleInput}, so that small gradients survive float16. */
  readonly usesLossScale?: boolean;
}

/** [], what the loss is multiplied by before it is differentiated. */
export const lossScaleInput = 'lossScale';

/** What a step computes before any state changes, and what then changes by which rule; all values are of one graph. */
export interface StepPlan {
  /** [] each: the losses by their names; `finite`, 1 or 0; `gradientNorm` where the clipping needs it. */
  readonly losses: Readonly<Record<string, Value>>;
  /** Whether the step may change anything: bool, []. It depends on all losses and on every gradient. */
  readonly finite: Value;
  readonly updates: readonly ParameterUpdate[];
}

export interface ParameterUpdate {
  readonly parameter: Value;
  /** Of the parameter's shape; the accumulated one where gradients are accumulated. */
  readonly gradient: Value;
  /** [], what the gradient is multiplied by before the rule; where the rule says so. */
  readonly scale?: Value;
  /** A parameter of the graph that keeps the sum of the gradients until the next update. */
  readonly accumulator?: Value;
  readonly rule: UpdateRule;
}

/**
 * Plans the step that makes `loss` smaller by changing `trained`, and that reports `losses`.
 * @param followers those of the graph's that are to follow
 */
export function planStep(
  loss: Value,
  losses: Readonly<Record<string, Value>>,
  trained: readonly Value[],
  { optimizer, clipping, weightDecay = 0, accumulation = 1, usesLossScale = false }: UpdatePolicy,
  followers: Iterable<readonly [Value, readonly Value[]]> = loss.graph.trackedMeans,
): StepPlan {
  const { graph } = loss;
  const lossScale = usesLossScale ? inputNamed(graph, lossScaleInput, []) : undefined;
  const share = accumulation > 1 ? multiply(loss, 1 / accumulation) : loss;
  const slopes = gradients(lossScale ? multiply(share, lossScale) : share, trained);
  const accumulators = accumulation > 1 ? trained.map(getAccumulator) : undefined;
  const totals = accumulators ? slopes.map((slope, i) => add(accumulators[i]!, slope)) : slopes;

  const reported = Object.fromEntries(Object.entries(losses).map(([name, value]) => [name, reshape(value, [])]));
  const squares = clipping && clipping.kind !== 'value' ? totals.map(sumOfSquares) : undefined;
  const finite = isEveryFinite([loss, ...Object.values(reported), ...(squares ?? totals)]);
  const norms = squares && clippingNorms(squares, lossScale);
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
      ...[...followers].map(([parameter, values]) => planMeanUpdate(parameter, values, accumulation)),
    ],
  };
}

/** A parameter's way to the mean of what it follows, as the gradient of half their squared distance. */
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

/** Whether a state of that name keeps a sum of gradients. */
export function isAccumulator(state: string): boolean {
  return state.endsWith(accumulatorSuffix);
}

/** A graph may be planned more than once, for one device after the other. */
function inputNamed(graph: Graph, name: string, shape: Shape): Value {
  return graph.findNamed(name) ?? graph.input(name, shape);
}

interface GradientNormValues {
  /** [], of each parameter's gradient. */
  readonly each: readonly Value[];
  /** [], of all together. */
  readonly global: Value;
}

function clippingNorms(squares: readonly Value[], lossScale: Value | undefined): GradientNormValues {
  const norm = (square: Value) => (lossScale ? divide(sqrt(square), lossScale) : sqrt(square));
  return { each: squares.map(norm), global: norm(squares.reduce(add)) };
}

/** One factor a parameter. */
function clipScales(clipping: GradientClipping, { each, global }: GradientNormValues): readonly Value[] | undefined {
  if (clipping.kind === 'value') return undefined;
  if (clipping.kind === 'norm') return each.map((norm) => clipFactor(norm, clipping.limit));
  const limit =
    clipping.kind === 'globalNorm'
      ? clipping.limit
      : insertedPercentile(global, inputNamed(global.graph, autoclipInput, [4]));
  const factor = clipFactor(global, limit);
  return each.map(() => factor);
}

function combineScales(scale: Value | undefined, lossScale: Value | undefined): Value | undefined {
  if (!lossScale) return scale;
  return scale ? divide(scale, lossScale) : divide(1, lossScale);
}

/**
 * Whether every element of every value is a number, bool []: by one sum over all, which one that is not spoils. Finite
 * numbers whose sum is beyond float32 count as none.
 */
function isEveryFinite(values: readonly Value[]): Value {
  const total = sum(concat(values.map(rowSums), 0));
  return equal(subtract(total, total), 0);
}

/** Sums of pieces of a value, [pieces]: what lets a device sum on all its cores. */
function rowSums(value: Value): Value {
  const size = countElements(value.shape);
  let rows = 1;
  while (size / rows > 1 << 16 && (size / rows) % 2 === 0) rows *= 2;
  return sum(reshape(value, [rows, size / rows]), [1]);
}

/** What a batch counts for in statistics that are gathered over many. */
const share = 0.01;

/** The rule of statistics, not of weights: a hundredth of the way at each step, whatever the learning rate. */
export const meanTracker: Optimizer = {
  name: 'follower',
  slots: [],
  weightDecayTarget: 'gradient',
  update: ({ parameter, gradient }) => ({ parameter: subtract(parameter, multiply(gradient, share)), slots: {} }),
};
