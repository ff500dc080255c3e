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
 * Several training steps as one ONNX model. ONNX' Loop passes the state from each step to the next. Where the runtime
 * copies the state to the device and back in each call (CUDA), K steps per call divide the cost of these copies by K.
 *
 * The inputs say how many steps a call makes: batches are stacked along a new first axis, learning rates are a vector.
 * The loop counts the steps itself, because a step that was not finite does not count. The outputs are the state after
 * the last step and the losses of all steps as vectors.
 */
export interface LoopedStep {
  readonly bytes: Uint8Array;
  readonly step: TrainingStep;
  /** Shape of each stacked input, for one step. */
  readonly inputs: Readonly<Record<string, TensorType>>;
}

/** Returns the name outside the loop for a value that the step inside the loop calls `name`. */
export function getLoopName(name: string): string {
  return `loop/${name}`;
}

/** The number of steps: int64 []. */
export const stepCountInput = getLoopName('count');
/** The number of steps that the optimizer has seen before the call: float32 []. */
export const seenStepsInput = getLoopName('seen');

/** Controls of a step that the loop computes itself. */
const loopCountedControls: readonly string[] = [stepInput, applyInput];

/**
 * Wraps a step in a loop. State that the step does not change keeps its input name. All other inputs and outputs are
 * named by {@link getLoopName}.
 */
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

/**
 * Builds the body of the loop: one step, which selects its part of the stacked inputs by the number of the iteration.
 */
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

/**
 * Computes {@link stepInput} and {@link applyInput} of the step that comes after `seen` others. The 0.5 that is added
 * before each division keeps rounding errors away from whole numbers.
 */
function countUpdates(onnx: OnnxBuilder, seen: OnnxValue, accumulation: number): void {
  const countUpdatesAfter = (steps: number) => {
    const half = onnx.node('Add', [seen, onnx.scalar(steps + 0.5)]);
    return onnx.node('Floor', [onnx.node('Div', [half, onnx.scalar(accumulation)])]);
  };
  const [before, after] = [countUpdatesAfter(0), countUpdatesAfter(1)];
  onnx.node('Add', [before, onnx.scalar(1)], {}, stepInput);
  onnx.node('Sub', [after, before], {}, applyInput);
}
