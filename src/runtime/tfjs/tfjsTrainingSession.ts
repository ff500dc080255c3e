import type { TensorType, Value } from '../../tensor/graph';
import type { StateTensor } from '../../tensor/lowering/update';
import { countElements } from '../../tensor/shapes';
import { applyInput, learningRateInput, stepInput, type TrainingStep } from '../../tensor/trainingStep';
import { type AdaptiveState, type ControlOptions, StepController } from '../stepController';
import {
  createInitialState,
  type Feeds,
  getFeed,
  type TrainingSession,
  type TrainingSessionOptions,
} from '../trainingSession';
import { Interpreter } from './interpreter';
import { ParameterUpdater, type State } from './parameterUpdater';
import { createTfTensor, type Tfjs, type TfTensor } from './tfTensor';

export interface TfjsTrainingOptions extends ControlOptions, Pick<TrainingSessionOptions, 'seed' | 'state'> {
  /** TensorFlow.js with a backend, as `loadTfjs` returns it. */
  readonly tf: Tfjs;
}

/**
 * Opens a session that computes the step on TensorFlow.js. It interprets the differentiable graph itself (forward pass,
 * gradients and update rule) with one kernel per operator. The state stays in the backend's memory between steps.
 * @throws Error if a given state has the wrong number of elements, or an operator has no kernel
 */
export async function openTfjsTrainingSession(
  step: TrainingStep,
  { tf, ...start }: TfjsTrainingOptions,
): Promise<TrainingSession> {
  await tf.ready();
  const content = createInitialState(step, start);
  const state = new Map(step.state.map((part) => [part.name, createStateTensor(tf, part, content.get(part.name)!)]));
  return new TfjsTrainingSession(tf, step, state, start);
}

function createStateTensor(tf: Tfjs, { name, shape }: StateTensor, content: Float32Array): TfTensor {
  if (content.length !== countElements(shape))
    throw new Error(`${name} has ${content.length} elements, not [${shape.join(', ')}]`);
  return tf.keep(createTfTensor(tf, content, shape, 'float32'));
}

class TfjsTrainingSession implements TrainingSession {
  readonly #requestedValues: readonly Value[];
  readonly #interpreter: Interpreter;
  readonly #updaters: readonly ParameterUpdater[];
  readonly #control: StepController;

  constructor(
    private readonly tf: Tfjs,
    private readonly model: TrainingStep,
    private readonly state: State,
    start: ControlOptions,
  ) {
    const { losses, updates } = model.source;
    const ofUpdates = updates.flatMap(({ gradient, scale }) => (scale ? [gradient, scale] : [gradient]));
    this.#requestedValues = [...Object.values(losses), ...ofUpdates];
    this.#interpreter = new Interpreter(tf, this.#requestedValues);
    this.#updaters = updates.map((update) => new ParameterUpdater(tf, update));
    this.#control = new StepController(model, start);
  }

  get iteration(): number {
    return this.#control.iteration;
  }

  get adaptiveState(): AdaptiveState {
    return this.#control.adaptiveState;
  }

  async step(feeds: Feeds, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const { tf, model } = this;
    const control = this.#control.createFeeds(learningRate);
    const results = tf.tidy(() => {
      const given = [
        ...this.#createTensors(model.inputs, feeds),
        ...this.#createTensors(model.controls, control),
        ...this.state,
      ];
      return [...this.#interpreter.run(new Map(given))];
    });
    try {
      const losses = await this.#read(results.slice(0, model.losses.length));
      const reported = Object.fromEntries(model.losses.map((name, index) => [name, losses[index]!]));
      const computed = new Map(this.#requestedValues.map((value, index) => [value, results[index]!]));
      if (reported.finite === 1) tf.tidy(() => this.#update(computed, control));
      this.#control.observe(reported);
      return reported;
    } finally {
      tf.dispose(results);
    }
  }

  /** Returns a copy of the state in the backend. */
  async readState(): Promise<ReadonlyMap<string, Float32Array>> {
    const contents = [...this.state].map(async ([name, tensor]) => [name, await tensor.data<'float32'>()] as const);
    return new Map(await Promise.all(contents));
  }

  async release(): Promise<void> {
    this.#interpreter.dispose();
    for (const updater of this.#updaters) updater.dispose();
    this.tf.dispose([...this.state.values()]);
  }

  #createTensors(types: Readonly<Record<string, TensorType>>, feeds: Feeds): readonly (readonly [string, TfTensor])[] {
    return Object.entries(types).map(([name, input]) => [
      name,
      createTfTensor(this.tf, getFeed(name, input, feeds), input.shape, input.type),
    ]);
  }

  #update(computed: ReadonlyMap<Value, TfTensor>, control: Feeds): void {
    const isApplied = control[applyInput]?.[0] !== 0;
    const [learningRate, step] = [learningRateInput, stepInput].map((name) =>
      this.tf.scalar(Number(control[name]![0])),
    );
    for (const [index, { gradient: value, scale }] of this.model.source.updates.entries()) {
      const gradient = computed.get(value)!;
      const updater = this.#updaters[index]!;
      if (!isApplied) updater.accumulate(this.state, gradient);
      else {
        const scaling = scale ? { scale: computed.get(scale)! } : {};
        updater.update(this.state, { gradient, learningRate: learningRate!, step: step!, ...scaling });
      }
    }
  }

  /** Reads single numbers in one transfer. */
  async #read(values: readonly TfTensor[]): Promise<readonly number[]> {
    const together = this.tf.stack([...values]);
    try {
      return [...(await together.data<'float32'>())];
    } finally {
      together.dispose();
    }
  }
}
