import { getName, type Shape } from '../graph';
import { zeros } from '../initializers';
import { OnnxBuilder, type OnnxValue } from '../onnx/builder';
import type { ParameterUpdate, StepPlan } from '../stepPlan';
import type { Names } from './lower';
import type { Target } from './target';
import { chooseStoredShape, lowerUpdate, type StateTensor, type UpdateScalars, type UpdateTensors } from './update';

export interface UpdateInputs extends Omit<UpdateScalars, 'scale'> {
  /** bool, []: whether accumulated gradients are applied. Absent if every step applies its gradients. */
  readonly apply?: OnnxValue;
}

/** The update of one parameter, with the names of its tensors in the ONNX graph. */
interface LoweredUpdate {
  readonly plan: ParameterUpdate;
  readonly stored: Shape;
  readonly tensors: UpdateTensors;
  readonly scalars: UpdateScalars;
  readonly slots: readonly StateTensor[];
}

/** A result that each branch returns for one state. */
interface NextState {
  readonly state: string;
  readonly stored: Shape;
}

/**
 * Adds the updates of all parameters as the branch of an `If` that only a finite step takes. ONNX Runtime writes the
 * results of a branch directly into the results of the `If`, so nothing is copied. The other branch copies nothing
 * either if the next state uses the memory of the old one.
 * @param names must contain the planned gradients and scales
 * @param nameNext returns the name for the next value of a state
 * @returns the optimizer's slots
 */
export function lowerGuardedUpdates(
  onnx: OnnxBuilder,
  { updates, finite }: Pick<StepPlan, 'updates' | 'finite'>,
  inputs: UpdateInputs,
  { names, target, nameNext }: { names: Names; target: Target; nameNext: (state: string) => string },
): readonly StateTensor[] {
  const lowered = updates.map((update) => declareUpdate(onnx, update, inputs, names, target));
  const next = lowered.flatMap(listChangedStates);
  const unchanged: BuildBranch = (branch) => next.map(({ state }) => branch.node('Identity', [state]));
  const accumulated: BuildBranch = (branch) => lowered.flatMap((update) => lowerAccumulation(branch, update));
  const updated: BuildBranch = (branch) => lowered.flatMap((update) => lowerNextStates(branch, update, target));
  const { apply } = inputs;
  const whenFinite: BuildBranch = apply
    ? (branch) => lowerIf(branch, apply, next, { updated, otherwise: accumulated })
    : updated;
  const results = lowerIf(onnx, names.get(finite.id)!, next, { updated: whenFinite, otherwise: unchanged }, nameNext);
  results.forEach((result, i) => {
    onnx.output(result, 'float32', next[i]!.stored);
  });
  return lowered.flatMap(({ slots }) => slots);
}

function declareUpdate(
  onnx: OnnxBuilder,
  plan: ParameterUpdate,
  { learningRate, step }: UpdateInputs,
  names: Names,
  target: Target,
): LoweredUpdate {
  const name = getName(plan.parameter);
  const { shape } = plan.parameter;
  const stored = chooseStoredShape(shape, target);
  const slotNames = plan.rule.optimizer.slots;
  const slots = slotNames.map(
    (slot): StateTensor => ({ name: `${name}:${slot}`, kind: 'slot', shape, storedShape: stored, initializer: zeros }),
  );
  const slotInputs = slotNames.map((slot, i) => [slot, onnx.input(slots[i]!.name, 'float32', stored)] as const);
  const gradient = onnx.node('Reshape', [names.get(plan.gradient.id)!, onnx.ints(stored)]);
  return {
    plan,
    stored,
    tensors: { parameter: name, gradient, slots: Object.fromEntries(slotInputs) },
    scalars: { learningRate, step, ...(plan.scale ? { scale: names.get(plan.scale.id)! } : {}) },
    slots,
  };
}

/** Returns the states that an update changes: parameter, slots, accumulator. */
function listChangedStates({ plan, stored, slots }: LoweredUpdate): readonly NextState[] {
  const { parameter, accumulator } = plan;
  const states = [getName(parameter), ...slots.map(({ name }) => name), ...(accumulator ? [getName(accumulator)] : [])];
  return states.map((state) => ({ state, stored }));
}

function lowerNextStates(branch: OnnxBuilder, update: LoweredUpdate, target: Target): readonly OnnxValue[] {
  const { plan, stored, tensors, scalars } = update;
  const next = lowerUpdate(branch, plan.rule, stored, tensors, scalars, target);
  const { slots } = plan.rule.optimizer;
  const emptied = plan.accumulator ? [branch.node('Mul', [tensors.gradient, branch.scalar(0)])] : [];
  return [next.parameter!, ...slots.map((slot) => next[slot]!), ...emptied];
}

function lowerAccumulation(branch: OnnxBuilder, update: LoweredUpdate): readonly OnnxValue[] {
  const kept = listChangedStates(update).slice(0, -1);
  return [...kept.map(({ state }) => state), update.tensors.gradient].map((value) => branch.node('Identity', [value]));
}

type BuildBranch = (branch: OnnxBuilder) => readonly OnnxValue[];

/** Adds an `If` whose branches both return the states `results`. */
function lowerIf(
  onnx: OnnxBuilder,
  condition: OnnxValue,
  results: readonly NextState[],
  { updated, otherwise }: { readonly updated: BuildBranch; readonly otherwise: BuildBranch },
  nameOfResult: (state: string) => string = (state) => onnx.createName(state),
): readonly OnnxValue[] {
  const buildBranch = (title: string, make: BuildBranch) => {
    const branch = new OnnxBuilder(title, `${onnx.createName(title)}/`);
    make(branch).forEach((value, i) => {
      branch.output(value, 'float32', results[i]!.stored);
    });
    return { graph: branch.graph() };
  };
  return onnx.nodes(
    'If',
    [condition],
    results.map(({ state }) => nameOfResult(state)),
    { then_branch: buildBranch('updated', updated), else_branch: buildBranch('otherwise', otherwise) },
  );
}
