import { type AdaptiveState, adaptiveStateNames } from '../../runtime/stepController';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { countElements } from '../../tensor/shapes';
import { isAccumulator } from '../../tensor/stepPlan';
import type { TrainingStep } from '../../tensor/trainingStep';
import type { Checkpoint } from './checkpoint';
import type { NamedTensor, NamedTensors } from './safetensors';

/** The optimizer's count of steps, kept among its tensors: it starts anew where the optimizer's state was not saved. */
const stepCount = 'step';
/** How many of these steps made one update, kept where it was more than one. */
const stepsPerUpdate = 'accumulation';

export interface SessionState {
  readonly state: ReadonlyMap<string, Float32Array>;
  /** Steps that the optimizer's state has seen. */
  readonly iteration: number;
  readonly adaptiveState: AdaptiveState;
}

/** What a training session holds, as the tensors of a checkpoint; without copying. */
export function buildCheckpointTensors(
  step: TrainingStep,
  { state, iteration, adaptiveState }: SessionState,
): { weights: NamedTensors; optimizer: NamedTensors } {
  const tensorsOf = (kind: 'parameter' | 'slot') =>
    step.state
      .filter((tensor) => tensor.kind === kind)
      .map(({ name, shape }): [string, NamedTensor] => [name, { shape, data: state.get(name)! }]);
  const numberOf = (name: string, value: number): [string, NamedTensor] => [
    name,
    { shape: [], data: Float32Array.of(value) },
  ];
  const { accumulation = 1 } = step.source;
  const counts = [
    numberOf(stepCount, iteration),
    ...(accumulation > 1 ? [numberOf(stepsPerUpdate, accumulation)] : []),
  ];
  const taught = [...adaptiveState]
    .filter(([, data]) => data.length > 0)
    .map(([name, data]): [string, NamedTensor] => [name, { shape: [data.length], data }]);
  return { weights: new Map(tensorsOf('parameter')), optimizer: new Map([...tensorsOf('slot'), ...counts, ...taught]) };
}

/**
 * What a training session is to go on from. The optimizer starts anew where the checkpoint has nothing of it for a
 * parameter: one that was frozen until now.
 * @throws UserError when the checkpoint is not of this model
 */
export function restoreSessionState(
  step: TrainingStep,
  { weights, optimizer }: Checkpoint,
  modelDir: string,
): SessionState {
  const slots = optimizer && coversAllParameters(step, optimizer) ? optimizer : undefined;
  const { accumulation = 1 } = step.source;
  const [seen, before] = [readNumber(slots, stepCount, 0), readNumber(slots, stepsPerUpdate, 1)];
  const state = new Map<string, Float32Array>();
  for (const { name, kind, shape } of step.state) {
    const isUnfit = before !== accumulation && isAccumulator(name); // a part of an update that is now another
    const tensor = isUnfit ? undefined : (kind === 'parameter' ? weights : slots)?.get(name);
    if (!tensor && kind === 'slot') continue;
    if (tensor?.data.length !== countElements(shape)) throw createForeignWeightsError(modelDir, name);
    state.set(name, tensor.data);
  }
  // The optimizer counts updates: as many as it has seen, whatever number of steps each is to have from now on.
  const iteration = before === accumulation ? seen : Math.floor(seen / before) * accumulation;
  const entries = adaptiveStateNames.flatMap((name) => {
    const tensor = slots?.get(name);
    return tensor ? [[name, tensor.data] as const] : [];
  });
  return { state, iteration, adaptiveState: new Map(entries) };
}

function readNumber(tensors: NamedTensors | undefined, name: string, otherwise: number): number {
  return tensors?.get(name)?.data[0] ?? otherwise;
}

/** Whether the optimizer has seen every parameter that it is to change. */
function coversAllParameters(step: TrainingStep, optimizer: NamedTensors): boolean {
  const parameterOf = (slot: string) => slot.slice(0, slot.lastIndexOf(':'));
  const known = new Set([...optimizer.keys()].map(parameterOf));
  return step.state.every(({ name, kind }) => kind === 'parameter' || known.has(parameterOf(name)));
}

/** Whether every number of the state is one: a single NaN spoils a model for good. */
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
