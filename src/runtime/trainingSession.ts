import type { TensorType } from '../tensor/graph';
import { Random } from '../tensor/random';
import { sizeOf } from '../tensor/shapes';
import { nextName, type StateTensor, type TrainingStep } from '../tensor/trainingStep';
import {
  type HostTensor,
  openSession,
  type Session,
  type SessionOptions,
  type TensorContent,
  type Tensors,
  tensor,
} from './session';
import { type ControlStart, type Learned, StepControl } from './stepControl';

export interface TrainingSessionOptions extends ControlStart, Pick<SessionOptions, 'threads' | 'profilePrefix'> {
  /** Seed of the initial weights. */
  readonly seed?: number;
  /**
   * Content by state name to start or go on from, taken over without copying. Weights that are missing are
   * initialized, missing optimizer slots start at zero.
   */
  readonly state?: ReadonlyMap<string, Float32Array>;
}

/** One row-major array an input. */
export type Feeds = Readonly<Record<string, TensorContent>>;

/** Weights and optimizer state on a device, and the step that changes them. */
export interface TrainingSession {
  /** Steps that changed the state so far. */
  readonly iteration: number;
  /** What they have taught beside the state, for a session that is to go on like this one. */
  readonly learned: Learned;
  /**
   * One step; occupies the calling thread until it is done. The losses are those before the update; among them is
   * `finite`, which is 0 where a loss or a gradient was not a finite number and the step changed nothing.
   */
  step(feeds: Feeds, learningRate: number): Promise<Readonly<Record<string, number>>>;
  /** As many steps in one call, where the device gains by it: a batch and a learning rate each; the losses of each. */
  stepMany?(
    feeds: readonly Feeds[],
    learningRates: readonly number[],
  ): Promise<readonly Readonly<Record<string, number>>[]>;
  /**
   * Weights and optimizer slots by name, for checkpoints and inference. On the CPU these are the live arrays: the next
   * step changes them.
   */
  readState(): Promise<ReadonlyMap<string, Float32Array>>;
  release(): Promise<void>;
}

/** @throws Error when a given state has the wrong number of elements. */
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
  return new HostTrainingSession(step, session, initialState(step, options), options);
}

/** Content of every state tensor before the first step, given or initialized. */
export function initialState(
  { state }: TrainingStep,
  { seed = 0, state: given }: Pick<TrainingSessionOptions, 'seed' | 'state'> = {},
): ReadonlyMap<string, Float32Array> {
  const random = new Random(seed);
  return new Map(
    state.map((tensor) => [tensor.name, given?.get(tensor.name) ?? tensor.initializer(tensor.shape, random)]),
  );
}

/** Keeps the state in arrays of this process, which each step overwrites in place. */
class HostTrainingSession implements TrainingSession {
  readonly #stateFeeds: Tensors;
  readonly #losses: Tensors;
  readonly #into: Tensors;
  readonly #control: StepControl;

  constructor(
    private readonly model: TrainingStep,
    private readonly session: Session,
    private readonly state: ReadonlyMap<string, Float32Array>,
    start: ControlStart,
  ) {
    this.#control = new StepControl(model, start);
    this.#stateFeeds = stateTensors(model, state);
    this.#losses = Object.fromEntries(model.losses.map((loss) => [loss, tensor('float32', new Float32Array(1), [])]));
    const next = Object.entries(this.#stateFeeds).map(([name, content]) => [nextName(name), content] as const);
    const changing = next.filter(([name]) => session.outputNames.includes(name));
    this.#into = { ...this.#losses, ...Object.fromEntries(changing) };
  }

  get iteration(): number {
    return this.#control.iteration;
  }

  get learned(): Learned {
    return this.#control.learned;
  }

  async step(feeds: Feeds, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const fed = { ...this.#stateFeeds, ...stepFeeds(this.model, feeds, this.#control.feeds(learningRate)) };
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

/** The content of a state as the step's inputs, by name. @throws Error when one has the wrong number of elements. */
export function stateTensors(step: TrainingStep, state: ReadonlyMap<string, Float32Array>): Tensors {
  return Object.fromEntries(step.state.map((part) => [part.name, stateTensor(part, state.get(part.name)!)]));
}

function stateTensor({ name, shape, storedShape }: StateTensor, content: Float32Array): HostTensor {
  if (content.length !== sizeOf(shape))
    throw new Error(`${name} has ${content.length} elements, not [${shape.join(', ')}]`);
  return tensor('float32', content, storedShape);
}

/** What a step is fed beside its state: the batch, and what {@link StepControl.feeds} gives. */
export function stepFeeds({ inputs, controls }: TrainingStep, batch: Feeds, control: Feeds): Tensors {
  return { ...feedTensors(inputs, batch), ...feedTensors(controls, control) };
}

/** @throws Error naming the input that is missing or has the wrong number of elements. */
export function feedTensors(
  inputs: Readonly<Record<string, TensorType>>,
  feeds: Readonly<Record<string, TensorContent>>,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, tensor(input.type, feedOf(name, input, feeds), input.shape)]),
  );
}

/** The content of one input. @throws Error naming the input that is missing or has the wrong number of elements. */
export function feedOf(
  name: string,
  { type, shape }: TensorType,
  feeds: Readonly<Record<string, TensorContent>>,
): TensorContent {
  const content = feeds[name];
  if (content?.length !== sizeOf(shape))
    throw new Error(`input ${name} is ${type}[${shape.join(', ')}], fed with ${content?.length ?? 'no'} elements`);
  return content;
}
