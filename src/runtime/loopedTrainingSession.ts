import { buildLoopedStep, getLoopName, type LoopedStep, seenStepsInput, stepCountInput } from '../tensor/loopedStep';
import { getNextName, type TrainingStep } from '../tensor/trainingStep';
import { createTensor, type HostTensor, openSession, type Session, type TensorContent, type Tensors } from './session';
import { type AdaptiveState, type ControlOptions, StepController } from './stepController';
import {
  createFeedTensors,
  createInitialState,
  createStateTensors,
  type Feeds,
  type TrainingSession,
  type TrainingSessionOptions,
} from './trainingSession';

/**
 * Opens a session that can run many steps in one call and stores the state in arrays of this process between calls. It
 * is for devices on which the runtime cannot keep tensors between calls (CUDA).
 * @throws Error if the device cannot be opened or a given state has the wrong number of elements
 */
export async function openLoopedTrainingSession(
  step: TrainingStep,
  options: TrainingSessionOptions = {},
): Promise<TrainingSession> {
  const looped = buildLoopedStep(step);
  const state = createInitialState(step, options);
  const feeds = createStateTensors(step, state);
  const session = await openSession(looped.bytes, {
    device: step.target,
    memoryArena: step.target !== 'cpu',
    flushDenormals: true,
    ...(options.threads ? { threads: options.threads } : {}),
    ...(options.profilePrefix ? { profilePrefix: options.profilePrefix } : {}),
  });
  return new LoopedTrainingSession(looped, session, state, feeds, options);
}

type Losses = Readonly<Record<string, number>>;

class LoopedTrainingSession implements TrainingSession {
  readonly #feeds: Tensors;
  readonly #next: Tensors;
  readonly #control: StepController;

  constructor(
    private readonly looped: LoopedStep,
    private readonly session: Session,
    private readonly state: ReadonlyMap<string, Float32Array>,
    feeds: Tensors,
    start: ControlOptions,
  ) {
    this.#control = new StepController(looped.step, start);
    const given = Object.entries(feeds);
    const isCarried = (name: string) => session.inputNames.includes(getLoopName(name));
    this.#feeds = Object.fromEntries(
      given.map(([name, content]) => [isCarried(name) ? getLoopName(name) : name, content]),
    );
    const changing = given.filter(([name]) => isCarried(name));
    this.#next = Object.fromEntries(changing.map(([name, content]) => [getLoopName(getNextName(name)), content]));
  }

  get iteration(): number {
    return this.#control.iteration;
  }

  get adaptiveState(): AdaptiveState {
    return this.#control.adaptiveState;
  }

  async step(feeds: Feeds, learningRate: number): Promise<Losses> {
    return (await this.stepMany([feeds], [learningRate]))[0]!;
  }

  /** Runs the steps in one call, but one by one while the loss scale is being searched. */
  async stepMany(feeds: readonly Feeds[], learningRates: readonly number[]): Promise<readonly Losses[]> {
    const reported: Losses[] = [];
    while (reported.length < feeds.length) {
      const done = reported.length;
      const end = this.#control.isSearchingLossScale ? done + 1 : feeds.length;
      reported.push(...(await this.#call(feeds.slice(done, end), learningRates.slice(done, end))));
    }
    return reported;
  }

  async #call(feeds: readonly Feeds[], learningRates: readonly number[]): Promise<readonly Losses[]> {
    const count = feeds.length;
    const losses = this.looped.step.losses.map((name): [string, HostTensor] => [
      getLoopName(name),
      createTensor('float32', new Float32Array(count), [count]),
    ]);
    const fed = {
      ...this.#feeds,
      ...this.#stack(feeds, learningRates),
      [stepCountInput]: createTensor('int64', BigInt64Array.of(BigInt(count)), []),
      [seenStepsInput]: createTensor('float32', Float32Array.of(this.iteration), []),
    };
    await this.session.runInPlace(fed, { ...Object.fromEntries(losses), ...this.#next });
    const reported = feeds.map((_, index) =>
      Object.fromEntries(losses.map(([, { data }], loss) => [this.looped.step.losses[loss]!, Number(data[index])])),
    );
    for (const one of reported) this.#control.observe(one);
    return reported;
  }

  async readState(): Promise<ReadonlyMap<string, Float32Array>> {
    return this.state;
  }

  release(): Promise<void> {
    return this.session.release();
  }

  /** Returns one tensor per input, with the steps along its first axis. */
  #stack(feeds: readonly Feeds[], learningRates: readonly number[]): Tensors {
    const all = feeds.map((one, index) =>
      createFeedTensors(this.looped.inputs, { ...one, ...this.#control.createFeeds(learningRates[index]!) }),
    );
    return Object.fromEntries(
      Object.keys(this.looped.inputs).map((name) => [getLoopName(name), stackTensors(all.map((one) => one[name]!))]),
    );
  }
}

function stackTensors(parts: readonly HostTensor[]): HostTensor {
  const first = parts[0]!;
  const content = first.data as Uint8Array;
  const whole = new (content.constructor as Uint8ArrayConstructor)(content.length * parts.length);
  parts.forEach((part, index) => {
    whole.set(part.data as Uint8Array, index * content.length);
  });
  return createTensor(first.type as 'uint8', whole as TensorContent, [parts.length, ...first.dims]);
}
