import { autoclipInput } from './gradientClipping';
import { getName, getNode, type TensorType, type Value } from './graph';
import { lowerGuardedUpdates, type UpdateInputs } from './lowering/guardedUpdates';
import { declareInputs, findSources, lower, mapTypesByName, type Names } from './lowering/lower';
import { MixedPrecision } from './lowering/mixedPrecision';
import type { Target } from './lowering/target';
import { chooseStoredShape, type StateTensor } from './lowering/update';
import { OnnxBuilder } from './onnx/builder';
import { encodeModel, type OnnxGraph } from './onnx/model';
import { assignOwnBuffers } from './onnx/ownBuffers';
import { lossScaleInput, planStep, type StepPlan, type UpdatePolicy } from './stepPlan';

/** A complete training step as one ONNX model: losses, gradients and the next values of the state. */
export interface TrainingStep {
  readonly bytes: Uint8Array;
  /** The graph of {@link bytes}, for tensor/loopedStep, which builds on it. */
  readonly onnx: OnnxGraph;
  /** The inputs to feed at each step, besides the state and {@link controls}. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  /** Further inputs to feed: float32 numbers that runtime/stepController computes. */
  readonly controls: Readonly<Record<string, TensorType>>;
  readonly state: readonly StateTensor[];
  /**
   * The names of the numbers that a step reports: the losses, `finite`, and `gradientNorm` if the clipping needs it.
   */
  readonly losses: readonly string[];
  readonly target: Target;
  readonly source: StepSource;
}

/**
 * The graph that `bytes` compute, for engines that interpret the differentiable graph instead. All values belong to one graph.
 */
export interface StepSource extends StepPlan, UpdatePolicy {}

export interface TrainingStepOptions extends UpdatePolicy {
  /** The value to minimize: float32, one element. */
  readonly loss: Value;
  /** Single numbers to report, by name. They are computed before the update. */
  readonly losses: Readonly<Record<string, Value>>;
  /** Which parameters to train. Default: all that the loss depends on. The others are frozen. */
  readonly trainable?: (name: string) => boolean;
  readonly target?: Target;
  /** With `mixed`, products are in float16 with a scaled loss, everything else is in float32. Default `float32`. */
  readonly precision?: Precision;
}

export type Precision = 'float32' | 'mixed';

/** The name of the first output, which is empty: runtime/inPlace explains its purpose. */
export const inPlaceMarker = 'inPlace';
export const learningRateInput = 'learningRate';
/** The number of updates so far, this one included. */
export const stepInput = 'step';
/** 1 if the accumulated gradients are to be applied, 0 if more are to be accumulated first. */
export const applyInput = 'apply';

/** Controls that the plan of a step has in some configurations only. */
const optionalControls: readonly string[] = [autoclipInput, lossScaleInput];

const scalar: TensorType = { shape: [], type: 'float32' };

/** Returns the name of the output that replaces the state `name`. */
export function getNextName(name: string): string {
  return `${name}:next`;
}

/**
 * Builds the step. The next state may be written over the old one: the updates are one branch of an `If`, and its
 * condition depends on all losses and gradients, so that all of them are computed before any update. If one of them is
 * not finite, the other branch returns every state unchanged.
 */
export function buildTrainingStep(options: TrainingStepOptions): TrainingStep {
  const { loss, losses, trainable = () => true, target = 'cpu', precision = 'float32', ...given } = options;
  const policy = { ...given, usesLossScale: given.usesLossScale || precision === 'mixed' };
  const trained = findSources([loss], 'parameter').filter((parameter) => trainable(getName(parameter)));
  const trackedMeans = [...loss.graph.trackedMeans].filter(([parameter]) => trainable(getName(parameter)));
  const plan = planStep(loss, losses, trained, policy, trackedMeans);

  const onnx = new OnnxBuilder('trainingStep');
  onnx.emptySequenceOutput(inPlaceMarker);
  const names: Names = new Map();
  const { updates } = plan;
  const scales = updates.flatMap(({ scale }) => (scale ? [scale] : []));
  const requested = [...Object.values(plan.losses), plan.finite, ...scales, ...updates.map(({ gradient }) => gradient)];
  const inputs = mapTypesByName(declareInputs(onnx, requested, names));
  const updateInputs = declareUpdateInputs(onnx, policy);
  const accumulators = new Set(updates.map(({ accumulator }) => accumulator));
  const parameters = findSources([...requested, ...loss.graph.trackedMeans.keys()], 'parameter');
  const state = parameters.map((parameter) =>
    declareParameter(onnx, parameter, accumulators.has(parameter) ? 'slot' : 'parameter', names, target),
  );
  lower(onnx, requested, names, target, precision === 'mixed' ? new MixedPrecision() : undefined);
  for (const [name, value] of Object.entries(plan.losses)) onnx.output(names.get(value.id)!, 'float32', [], name);
  const slots = lowerGuardedUpdates(onnx, plan, updateInputs, { names, target, nameNext: getNextName });
  const graph = onnx.graph();
  return {
    bytes: target === 'cpu' ? encodeModel(assignOwnBuffers(graph, stepInput)) : encodeModel(graph),
    onnx: graph,
    inputs: pickEntries(inputs, (name) => !optionalControls.includes(name)),
    controls: {
      [learningRateInput]: scalar,
      [stepInput]: scalar,
      ...(updateInputs.apply ? { [applyInput]: scalar } : {}),
      ...pickEntries(inputs, (name) => optionalControls.includes(name)),
    },
    state: [...state, ...slots],
    losses: Object.keys(plan.losses),
    target,
    source: { ...plan, ...policy },
  };
}

function pickEntries<T>(
  record: Readonly<Record<string, T>>,
  isRequested: (name: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => isRequested(name)));
}

function declareUpdateInputs(onnx: OnnxBuilder, { accumulation = 1 }: UpdatePolicy): UpdateInputs {
  const learningRate = onnx.input(learningRateInput, 'float32', []);
  const step = onnx.input(stepInput, 'float32', []);
  if (accumulation === 1) return { learningRate, step };
  const apply = onnx.node('Greater', [onnx.input(applyInput, 'float32', []), onnx.scalar(0)]);
  return { learningRate, step, apply };
}

function declareParameter(
  onnx: OnnxBuilder,
  parameter: Value,
  kind: StateTensor['kind'],
  names: Names,
  target: Target,
): StateTensor {
  const node = getNode(parameter);
  if (node.kind !== 'parameter') throw new Error(`${getName(parameter)} is not a parameter`);
  const stored = chooseStoredShape(parameter.shape, target);
  const input = onnx.input(node.name, 'float32', stored);
  names.set(parameter.id, onnx.node('Reshape', [input, onnx.ints(parameter.shape)]));
  return { name: node.name, kind, shape: parameter.shape, storedShape: stored, initializer: node.initializer };
}

/** Returns the state tensors that a step replaces. The others belong to frozen layers. */
export function listChangingState({ state, onnx }: TrainingStep): readonly StateTensor[] {
  const outputs = new Set(onnx.outputs.map(({ name }) => name));
  return state.filter(({ name }) => outputs.has(getNextName(name)));
}
