import type { Shape, TensorType } from './graph';
import { OnnxBuilder, type OnnxValue } from './onnx/builder';
import type { OnnxGraph, OnnxNode } from './onnx/model';
import {
  applyInput,
  getNextName,
  inPlaceMarker,
  listChangingState,
  stepInput,
  type TrainingStep,
} from './trainingStep';

/**
 * Several training steps as one ONNX model, which hands the state on from one to the next by ONNX' Loop. Where the
 * runtime copies the state to the device and back in each call (CUDA), K steps a call make that a K-th.
 *
 * How many steps a call makes is told by its inputs: the batches stacked along a new first axis, and the learning rates
 * as a vector. The steps count themselves, because one that was not finite is none to the next. The outputs are the next
 * state after the last step and, as vectors, every step's losses.
 */
export interface LoopedStep {
  readonly bytes: Uint8Array;
  readonly step: TrainingStep;
  /** Shape of one step's part of each input that is stacked. */
  readonly inputs: Readonly<Record<string, TensorType>>;
}

/** Another name for what stands outside the loop under a name that the step uses inside. */
export function getLoopName(name: string): string {
  return `loop/${name}`;
}

/** How many steps: int64 []. */
export const stepCountInput = getLoopName('count');
/** Steps that the optimizer has seen before the call: float32 []. */
export const seenStepsInput = getLoopName('seen');

/** What the loop finds out by itself. */
const loopCountedControls: readonly string[] = [stepInput, applyInput];

/** Wraps `step`, whose state keeps the names of its inputs; all other inputs and outputs are {@link getLoopName}. */
export function buildLoopedStep(step: TrainingStep): LoopedStep {
  const onnx = new OnnxBuilder('loopedTrainingStep');
  onnx.emptySequenceOutput(inPlaceMarker);
  const controls = Object.entries(step.controls).filter(([name]) => !loopCountedControls.includes(name));
  const inputs = { ...step.inputs, ...Object.fromEntries(controls) };
  for (const [name, { shape, type }] of Object.entries(inputs))
    onnx.input(getLoopName(name), type, ['steps', ...shape]);
  const count = onnx.input(stepCountInput, 'int64', []);
  const seen = onnx.input(seenStepsInput, 'float32', []);
  const carried = new Map(listChangingState(step).map(({ name, storedShape }) => [name, storedShape]));
  for (const { name, storedShape } of step.state)
    onnx.input(carried.has(name) ? getLoopName(name) : name, 'float32', storedShape);

  const body = buildLoopBody(step, Object.keys(inputs), carried);
  const states = [...carried.keys()].map((name) => getLoopName(getNextName(name)));
  const losses = step.losses.map(getLoopName);
  const begun = [seen, ...[...carried.keys()].map(getLoopName)];
  onnx.nodes('Loop', [count, '', ...begun], [onnx.createName('seen'), ...states, ...losses], { body: { graph: body } });
  for (const [name, shape] of carried) onnx.output(getLoopName(getNextName(name)), 'float32', shape);
  for (const name of losses) onnx.output(name, 'float32', ['steps']);
  return { bytes: onnx.bytes(), step, inputs };
}

/** One step: takes its part of the stacked inputs by the number of the iteration. */
function buildLoopBody(
  { onnx: { nodes, initializers }, losses, source }: TrainingStep,
  inputs: readonly string[],
  carried: ReadonlyMap<string, Shape>,
): OnnxGraph {
  const shell = new OnnxBuilder('step', getLoopName('body/'));
  const iteration: OnnxValue = shell.input(shell.createName('iteration'), 'int64', []);
  const condition = shell.input(shell.createName('condition'), 'bool', []);
  const seen = shell.input(shell.createName('seen'), 'float32', []);
  for (const [name, shape] of carried) shell.input(name, 'float32', shape);
  countUpdates(shell, seen, source.accumulation ?? 1);
  for (const name of inputs) shell.node('Gather', [getLoopName(name), iteration], { axis: 0 }, name);
  const goesOn = shell.node('Identity', [condition]);
  shell.output(goesOn, 'bool', []);
  const seenNow = shell.output(shell.createName('seen'), 'float32', []);
  for (const [name, shape] of carried) shell.output(getNextName(name), 'float32', shape);
  for (const name of losses) shell.output(name, 'float32', []);
  const frame = shell.graph();
  const computing = nodes.filter((node: OnnxNode) => !node.outputs.includes(inPlaceMarker));
  const ending = new OnnxBuilder('ending');
  ending.node('Add', [seen, 'finite'], {}, seenNow);
  return {
    ...frame,
    nodes: [...frame.nodes, ...computing, ...ending.graph().nodes],
    initializers: [...frame.initializers, ...initializers],
  };
}

/** {@link stepInput} and {@link applyInput} of the step after `seen` others: halves keep the quotients clear of rounding. */
function countUpdates(onnx: OnnxBuilder, seen: OnnxValue, accumulation: number): void {
  const updatesAfter = (steps: number) => {
    const half = onnx.node('Add', [seen, onnx.scalar(steps + 0.5)]);
    return onnx.node('Floor', [onnx.node('Div', [half, onnx.scalar(accumulation)])]);
  };
  const [before, after] = [updatesAfter(0), updatesAfter(1)];
  onnx.node('Add', [before, onnx.scalar(1)], {}, stepInput);
  onnx.node('Sub', [after, before], {}, applyInput);
}
