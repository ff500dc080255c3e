import { Random } from '../shared/random';
import type { TensorType } from '../tensor/graph';
import { sizeOf } from '../tensor/shapes';
import { learningRateInput, nextName, type StateTensor, stepInput, type TrainingStep } from '../tensor/trainingStep';
import { type HostTensor, openSession, type Session, type SessionOptions, type TensorContent, tensor } from './session';

export interface TrainingSessionOptions extends Pick<SessionOptions, 'threads' | 'profilePrefix'> {
  /** Seed of the initial weights. */
  readonly seed?: number;
  /**
   * Content by state name to start or go on from, taken over without copying. Weights that are missing are
   * initialized, missing optimizer slots start at zero.
   */
  readonly state?: ReadonlyMap<string, Float32Array>;
  /** Steps already done; the optimizer's bias correction counts on from there. */
  readonly iteration?: number;
}

/** Weights and optimizer state on a device, and the step that changes them. */
export interface TrainingSession {
  /** Steps done so far. */
  readonly iteration: number;
  /**
   * One step; occupies the calling thread until it is done. Feeds are one row-major array an input; the losses are
   * those before the update.
   */
  step(feeds: Readonly<Record<string, TensorContent>>, learningRate: number): Promise<Readonly<Record<string, number>>>;
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
    flushDenormals: true,
    ...(options.threads ? { threads: options.threads } : {}),
    ...(options.profilePrefix ? { profilePrefix: options.profilePrefix } : {}),
  });
  return new HostTrainingSession(step, session, initialState(step, options), options.iteration ?? 0);
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
  readonly #state: ReadonlyMap<string, Float32Array>;
  readonly #stateFeeds: Readonly<Record<string, HostTensor>>;
  readonly #fetches: Readonly<Record<string, HostTensor | null>>;
  #iteration: number;

  constructor(
    private readonly model: TrainingStep,
    private readonly session: Session,
    state: ReadonlyMap<string, Float32Array>,
    iteration: number,
  ) {
    const tensors = model.state.map((part) => [part, stateTensor(part, state.get(part.name)!)] as const);
    this.#state = state;
    this.#iteration = iteration;
    this.#stateFeeds = Object.fromEntries(tensors.map(([part, content]) => [part.name, content]));
    const inPlace = session.outputNames.flatMap((output) => {
      const owner = tensors.find(([part]) => nextName(part.name) === output);
      return owner ? [[output, owner[1]] as const] : [];
    });
    this.#fetches = Object.fromEntries([...inPlace, ...model.losses.map((loss) => [loss, null] as const)]);
  }

  get iteration(): number {
    return this.#iteration;
  }

  async step(
    feeds: Readonly<Record<string, TensorContent>>,
    learningRate: number,
  ): Promise<Readonly<Record<string, number>>> {
    const results = await this.session.run(
      {
        ...this.#stateFeeds,
        ...feedTensors(this.model.inputs, feeds),
        [learningRateInput]: tensor('float32', Float32Array.of(learningRate), []),
        [stepInput]: tensor('float32', Float32Array.of(this.#iteration + 1), []),
      },
      this.#fetches,
    );
    this.#iteration++;
    return Object.fromEntries(this.model.losses.map((loss) => [loss, Number(results[loss]!.data[0])]));
  }

  async readState(): Promise<ReadonlyMap<string, Float32Array>> {
    return this.#state;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}

function stateTensor({ name, shape, storedShape }: StateTensor, content: Float32Array): HostTensor {
  if (content.length !== sizeOf(shape))
    throw new Error(`${name} has ${content.length} elements, not [${shape.join(', ')}]`);
  return tensor('float32', content, storedShape);
}

/** @throws Error naming the input that is missing or has the wrong number of elements. */
export function feedTensors(
  inputs: Readonly<Record<string, TensorType>>,
  feeds: Readonly<Record<string, TensorContent>>,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { type, shape }]) => {
      const content = feeds[name];
      if (content?.length !== sizeOf(shape))
        throw new Error(`input ${name} is ${type}[${shape.join(', ')}], fed with ${content?.length ?? 'no'} elements`);
      return [name, tensor(type, content, shape)];
    }),
  );
}
