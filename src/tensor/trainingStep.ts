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

/** A whole training step as one ONNX model: losses, gradients, and the state's next values. */
export interface TrainingStep {
  readonly bytes: Uint8Array;
  /** What {@link bytes} compute, for who builds on it: tensor/loopedStep. */
  readonly onnx: OnnxGraph;
  /** What to feed each step, beside the state and {@link controls}. */
  readonly inputs: Readonly<Record<string, TensorType>>;
  /** What else to feed: float32 numbers that runtime/stepControl makes. */
  readonly controls: Readonly<Record<string, TensorType>>;
  readonly state: readonly StateTensor[];
  /** Names of the numbers that a step reports: the losses, `finite`, and what the clipping measures. */
  readonly losses: readonly string[];
  readonly target: Target;
  readonly source: StepSource;
}

/** What `bytes` compute, for engines that interpret the differentiable graph instead. All values are of one graph. */
export interface StepSource extends StepPlan, UpdatePolicy {}

export interface TrainingStepOptions extends UpdatePolicy {
  /** What is minimised: a float32 value of one element. */
  readonly loss: Value;
  /** Single numbers to report, by name; reported as they are before the update. */
  readonly losses: Readonly<Record<string, Value>>;
  /** Default: every parameter that the loss depends on. The others are frozen. */
  readonly trainable?: (name: string) => boolean;
  readonly target?: Target;
  /** `mixed`: products in float16 under a scaled loss, all else in float32. Default `float32`. */
  readonly precision?: Precision;
}

export type Precision = 'float32' | 'mixed';

/** The first output, which holds nothing: runtime/session tells what it is for. */
export const inPlaceMarker = 'inPlace';
export const learningRateInput = 'learningRate';
/** Updates so far and this one. */
export const stepInput = 'step';
/** 1 where the accumulated gradients are to be applied, 0 where they are to wait for more. */
export const applyInput = 'apply';

/** Inputs that the plan of a step may have and that no batch brings. */
const optionalControls: readonly string[] = [autoclipInput, lossScaleInput];

const scalar: TensorType = { shape: [], type: 'float32' };

/** The name of the output that replaces the state `name`. */
export function getNextName(name: string): string {
  return `${name}:next`;
}

/**
 * Builds the step. The next state may be written over the old one: nothing is updated before all losses and gradients
 * are there, because the updates are a branch that a number made from all of them decides about. Where that number says
 * that one of them is not finite, the other branch is taken, which gives every state back as it was.
 */
export function buildTrainingStep(options: TrainingStepOptions): TrainingStep {
  const { loss, losses, trainable = () => true, target = 'cpu', precision = 'float32', ...given } = options;
  const policy = { ...given, usesLossScale: given.usesLossScale || precision === 'mixed' };
  const trained = findSources([loss], 'parameter').filter((parameter) => trainable(getName(parameter)));
  const followers = [...loss.graph.trackedMeans].filter(([parameter]) => trainable(getName(parameter)));
  const plan = planStep(loss, losses, trained, policy, followers);

  const onnx = new OnnxBuilder('trainingStep');
  onnx.emptySequenceOutput(inPlaceMarker);
  const names: Names = new Map();
  const { updates } = plan;
  const scales = updates.flatMap(({ scale }) => (scale ? [scale] : []));
  const wanted = [...Object.values(plan.losses), plan.finite, ...scales, ...updates.map(({ gradient }) => gradient)];
  const inputs = mapTypesByName(declareInputs(onnx, wanted, names));
  const updateInputs = declareUpdateInputs(onnx, policy);
  const accumulators = new Set(updates.map(({ accumulator }) => accumulator));
  const parameters = findSources([...wanted, ...loss.graph.trackedMeans.keys()], 'parameter');
  const state = parameters.map((parameter) =>
    declareParameter(onnx, parameter, accumulators.has(parameter) ? 'slot' : 'parameter', names, target),
  );
  lower(onnx, wanted, names, target, precision === 'mixed' ? new MixedPrecision() : undefined);
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
  wanted: (name: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => wanted(name)));
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

/** The tensors of the state that a step replaces; the others belong to frozen layers. */
export function listChangingState({ state, onnx }: TrainingStep): readonly StateTensor[] {
  const outputs = new Set(onnx.outputs.map(({ name }) => name));
  return state.filter(({ name }) => outputs.has(getNextName(name)));
}
