import type { TensorType } from '../tensor/graph';
import type { StateTensor } from '../tensor/lowering/update';
import { Random } from '../tensor/random';
import { countElements } from '../tensor/shapes';
import { getNextName, type TrainingStep } from '../tensor/trainingStep';
import {
  createTensor,
  type HostTensor,
  openSession,
  type Session,
  type SessionOptions,
  type TensorContent,
  type Tensors,
} from './session';
import { type AdaptiveState, type ControlOptions, StepController } from './stepController';

export interface TrainingSessionOptions extends ControlOptions, Pick<SessionOptions, 'threads' | 'profilePrefix'> {
  /** Seed of the initial weights. */
  readonly seed?: number;
  /**
   * The state to start from, by name. It is used without copying. Missing weights are initialized, missing optimizer
   * slots start at zero.
   */
  readonly state?: ReadonlyMap<string, Float32Array>;
}

/** One row-major array per input. */
export type Feeds = Readonly<Record<string, TensorContent>>;

/** Holds weights and optimizer state on a device, and runs the steps that change them. */
export interface TrainingSession {
  /** Number of steps so far that changed the state. */
  readonly iteration: number;
  /** Values besides the state that past steps have adapted. A later session needs it to continue like this one. */
  readonly adaptiveState: AdaptiveState;
  /**
   * Runs one step and blocks the calling thread until it is done. Returns the losses before the update. One of them is
   * `finite`: it is 0 if a loss or a gradient was not finite, and then the step has changed nothing.
   */
  step(feeds: Feeds, learningRate: number): Promise<Readonly<Record<string, number>>>;
  /**
   * Runs several steps in one call, if this is faster on the device. Takes a batch and a learning rate for each step
   * and returns its losses.
   */
  stepMany?(
    feeds: readonly Feeds[],
    learningRates: readonly number[],
  ): Promise<readonly Readonly<Record<string, number>>[]>;
  /**
   * Returns weights and optimizer slots by name, for checkpoints and inference. On the CPU these are the live arrays,
   * which the next step changes.
   */
  readState(): Promise<ReadonlyMap<string, Float32Array>>;
  release(): Promise<void>;
}

/**
 * Opens a session that stores the state in this process. @throws Error if a given state has the wrong number of
 * elements
 */
export async function openTrainingSession(
  step: TrainingStep,
  options: TrainingSessionOptions = {},
): Promise<TrainingSession> {
  const session = await openSession(step.bytes, {
    device: step.target,
    memoryArena: false,
    memoryPlan: true,
    flushDenormals: true,
    ...(options.threads ? { threads: options.threads } : {}),
    ...(options.profilePrefix ? { profilePrefix: options.profilePrefix } : {}),
  });
  return new HostTrainingSession(step, session, createInitialState(step, options), options);
}

/** Returns the content of every state tensor before the first step, given or initialized. */
export function createInitialState(
  { state }: TrainingStep,
  { seed = 0, state: given }: Pick<TrainingSessionOptions, 'seed' | 'state'> = {},
): ReadonlyMap<string, Float32Array> {
  const random = new Random(seed);
  return new Map(
    state.map((tensor) => [tensor.name, given?.get(tensor.name) ?? tensor.initializer(tensor.shape, random)]),
  );
}

/** Stores the state in arrays of this process. Each step overwrites them in place. */
class HostTrainingSession implements TrainingSession {
  readonly #stateFeeds: Tensors;
  readonly #losses: Tensors;
  readonly #into: Tensors;
  readonly #control: StepController;

  constructor(
    private readonly model: TrainingStep,
    private readonly session: Session,
    private readonly state: ReadonlyMap<string, Float32Array>,
    start: ControlOptions,
  ) {
    this.#control = new StepController(model, start);
    this.#stateFeeds = createStateTensors(model, state);
    this.#losses = Object.fromEntries(
      model.losses.map((loss) => [loss, createTensor('float32', new Float32Array(1), [])]),
    );
    const next = Object.entries(this.#stateFeeds).map(([name, content]) => [getNextName(name), content] as const);
    const changing = next.filter(([name]) => session.outputNames.includes(name));
    this.#into = { ...this.#losses, ...Object.fromEntries(changing) };
  }

  get iteration(): number {
    return this.#control.iteration;
  }

  get adaptiveState(): AdaptiveState {
    return this.#control.adaptiveState;
  }

  async step(feeds: Feeds, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const fed = { ...this.#stateFeeds, ...createStepFeeds(this.model, feeds, this.#control.createFeeds(learningRate)) };
    await this.session.runInPlace(fed, this.#into);
    const losses = Object.entries(this.#losses).map(([name, { data }]) => [name, Number(data[0])] as const);
    const reported = Object.fromEntries(losses);
    this.#control.observe(reported);
    return reported;
  }

  async readState(): Promise<ReadonlyMap<string, Float32Array>> {
    return this.state;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

/** Creates the step's inputs from the content of a state. @throws Error if one has the wrong number of elements */
export function createStateTensors(step: TrainingStep, state: ReadonlyMap<string, Float32Array>): Tensors {
  return Object.fromEntries(step.state.map((part) => [part.name, createStateTensor(part, state.get(part.name)!)]));
}

function createStateTensor({ name, shape, storedShape }: StateTensor, content: Float32Array): HostTensor {
  if (content.length !== countElements(shape))
    throw new Error(`${name} has ${content.length} elements, not [${shape.join(', ')}]`);
  return createTensor('float32', content, storedShape);
}

/** Creates the step's inputs other than its state, from the batch and {@link StepController.createFeeds}. */
export function createStepFeeds({ inputs, controls }: TrainingStep, batch: Feeds, control: Feeds): Tensors {
  return { ...createFeedTensors(inputs, batch), ...createFeedTensors(controls, control) };
}

/**
 * Creates the tensors of inputs. @throws Error that names an input that is missing or has the wrong number of elements
 */
export function createFeedTensors(
  inputs: Readonly<Record<string, TensorType>>,
  feeds: Readonly<Record<string, TensorContent>>,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      createTensor(input.type, getFeed(name, input, feeds), input.shape),
    ]),
  );
}

/**
 * Returns the content of one input. @throws Error that names the input if it is missing or has the wrong number of
 * elements
 */
export function getFeed(
  name: string,
  { type, shape }: TensorType,
  feeds: Readonly<Record<string, TensorContent>>,
): TensorContent {
  const content = feeds[name];
  if (content?.length !== countElements(shape))
    throw new Error(`input ${name} is ${type}[${shape.join(', ')}], fed with ${content?.length ?? 'no'} elements`);
  return content;
}
