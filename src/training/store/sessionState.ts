import { type AdaptiveState, adaptiveStateNames } from '../../runtime/stepController';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { countElements } from '../../tensor/shapes';
import { isAccumulator } from '../../tensor/stepPlan';
import type { TrainingStep } from '../../tensor/trainingStep';
import type { Checkpoint } from './checkpoint';
import type { NamedTensor, NamedTensors } from './safetensors';

/** Tensor with the optimizer's number of steps. It starts at 0 again if the optimizer's state was not saved. */
const stepCount = 'step';
/** Tensor with the number of steps for one update, if that was more than one. */
const stepsPerUpdate = 'accumulation';

export interface SessionState {
  readonly state: ReadonlyMap<string, Float32Array>;
  /** Number of steps of the optimizer's state. */
  readonly iteration: number;
  readonly adaptiveState: AdaptiveState;
}

/** Converts the state of a training session to the tensors of a checkpoint, without copying the data. */
export function buildCheckpointTensors(
  step: TrainingStep,
  { state, iteration, adaptiveState }: SessionState,
): { weights: NamedTensors; optimizer: NamedTensors } {
  const listTensors = (kind: 'parameter' | 'slot') =>
    step.state
      .filter((tensor) => tensor.kind === kind)
      .map(({ name, shape }): [string, NamedTensor] => [name, { shape, data: state.get(name)! }]);
  const createScalar = (name: string, value: number): [string, NamedTensor] => [
    name,
    { shape: [], data: Float32Array.of(value) },
  ];
  const { accumulation = 1 } = step.source;
  const counts = [
    createScalar(stepCount, iteration),
    ...(accumulation > 1 ? [createScalar(stepsPerUpdate, accumulation)] : []),
  ];
  const learnedTensors = [...adaptiveState]
    .filter(([, data]) => data.length > 0)
    .map(([name, data]): [string, NamedTensor] => [name, { shape: [data.length], data }]);
  return {
    weights: new Map(listTensors('parameter')),
    optimizer: new Map([...listTensors('slot'), ...counts, ...learnedTensors]),
  };
}

/**
 * Converts a checkpoint to the state from which a training session continues. The optimizer starts with a new state if the
 * checkpoint has none for some parameter, for example for one that was frozen until now.
 * @throws UserError when the checkpoint does not belong to this model
 */
export function restoreSessionState(
  step: TrainingStep,
  { weights, optimizer }: Checkpoint,
  modelDir: string,
): SessionState {
  const slots = optimizer && coversAllParameters(step, optimizer) ? optimizer : undefined;
  const { accumulation = 1 } = step.source;
  const [savedSteps, savedAccumulation] = [readNumber(slots, stepCount, 0), readNumber(slots, stepsPerUpdate, 1)];
  const state = new Map<string, Float32Array>();
  for (const { name, kind, shape } of step.state) {
    const isOutdated = savedAccumulation !== accumulation && isAccumulator(name); // a partial sum for an update of another number of steps
    const tensor = isOutdated ? undefined : (kind === 'parameter' ? weights : slots)?.get(name);
    if (!tensor && kind === 'slot') continue;
    if (tensor?.data.length !== countElements(shape)) throw createForeignWeightsError(modelDir, name);
    state.set(name, tensor.data);
  }
  // The optimizer counts updates. Their number stays, even if each now takes another number of steps.
  const iteration =
    savedAccumulation === accumulation ? savedSteps : Math.floor(savedSteps / savedAccumulation) * accumulation;
  const entries = adaptiveStateNames.flatMap((name) => {
    const tensor = slots?.get(name);
    return tensor ? [[name, tensor.data] as const] : [];
  });
  return { state, iteration, adaptiveState: new Map(entries) };
}

function readNumber(tensors: NamedTensors | undefined, name: string, otherwise: number): number {
  return tensors?.get(name)?.data[0] ?? otherwise;
}

/** Returns whether the optimizer has a state for every parameter that it is to change. */
function coversAllParameters(step: TrainingStep, optimizer: NamedTensors): boolean {
  const getParameterName = (slot: string) => slot.slice(0, slot.lastIndexOf(':'));
  const known = new Set([...optimizer.keys()].map(getParameterName));
  return step.state.every(({ name, kind }) => kind === 'parameter' || known.has(getParameterName(name)));
}

/** Returns whether all values are finite. A single NaN would spoil a model for good. */
export function isFiniteState(state: ReadonlyMap<string, Float32Array>): boolean {
  for (const data of state.values()) {
    let sum = 0;
    for (const value of data) sum += value * 0;
    if (sum !== 0) return false;
  }
  return true;
}

export function createForeignWeightsError(modelDir: string, name: string): UserError {
  return new UserError(
    t('The weights in {0} do not match this model: {1} is missing or has a different size.', modelDir, name),
  );
}
