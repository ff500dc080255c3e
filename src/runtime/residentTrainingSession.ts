import type { StateTensor } from '../tensor/lowering/update';
import { OnnxBuilder } from '../tensor/onnx/builder';
import { getNextName, listChangingState, type TrainingStep } from '../tensor/trainingStep';
import { openSession, type Session, type Tensors } from './session';
import { type AdaptiveState, type ControlOptions, StepController } from './stepController';
import {
  createInitialState,
  createStateTensors,
  createStepFeeds,
  type Feeds,
  type TrainingSession,
  type TrainingSessionOptions,
} from './trainingSession';

/**
 * Opens a session that keeps weights and optimizer slots in the device's memory between steps (WebGPU). Each step
 * transfers only the batch to the device and only the losses back. While a step runs, the device stores the state
 * twice, the old and the next one.
 * @throws Error if the device cannot be opened or a given state has the wrong number of elements
 */
export async function openResidentTrainingSession(
  step: TrainingStep,
  options: TrainingSessionOptions = {},
): Promise<TrainingSession> {
  const { profilePrefix } = options;
  const changing = listChangingState(step);
  const session = await openSession(step.bytes, {
    device: step.target,
    keepOnDevice: changing.map(({ name }) => getNextName(name)),
    ...(profilePrefix ? { profilePrefix } : {}),
  });
  const uploader = await StateCopier.open(step, 'to the device');
  try {
    const state = await uploader.copy(createStateTensors(step, createInitialState(step, options)));
    return new ResidentTrainingSession(step, { session, uploader }, changing, state, options);
  } catch (error) {
    await Promise.all([session.release(), uploader.release()]);
    throw error;
  }
}

class ResidentTrainingSession implements TrainingSession {
  readonly #outputs: readonly string[];
  #state: Tensors;
  readonly #control: StepController;

  constructor(
    private readonly model: TrainingStep,
    private readonly open: { readonly session: Session; readonly uploader: StateCopier },
    private readonly changing: readonly StateTensor[],
    state: Tensors,
    start: ControlOptions,
  ) {
    this.#outputs = [...model.losses, ...changing.map(({ name }) => getNextName(name))];
    this.#state = state;
    this.#control = new StepController(model, start);
  }

  get iteration(): number {
    return this.#control.iteration;
  }

  get adaptiveState(): AdaptiveState {
    return this.#control.adaptiveState;
  }

  async step(feeds: Feeds, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const fed = { ...this.#state, ...createStepFeeds(this.model, feeds, this.#control.createFeeds(learningRate)) };
    const results = await this.open.session.run(fed, this.#outputs);
    const old = this.#state;
    const next = this.changing.map(({ name }) => [name, results[getNextName(name)]!] as const);
    this.#state = { ...old, ...Object.fromEntries(next) };
    for (const { name } of this.changing) old[name]!.dispose();
    const reported = Object.fromEntries(this.model.losses.map((name) => [name, Number(results[name]!.data[0])]));
    this.#control.observe(reported);
    return reported;
  }

  /** Returns a copy of the state on the device. */
  async readState(): Promise<ReadonlyMap<string, Float32Array>> {
    const downloader = await StateCopier.open(this.model, 'to here');
    try {
      const copied = await downloader.copy(this.#state);
      return new Map(Object.entries(copied).map(([name, { data }]) => [name, data as Float32Array]));
    } finally {
      await downloader.release();
    }
  }

  async release(): Promise<void> {
    for (const content of Object.values(this.#state)) content.dispose();
    await this.open.session.release();
    await this.open.uploader.release();
  }
}

/**
 * Copies a step's state between this process and the device, by a graph that only copies. Reading the data of a tensor
 * on the device is not possible: ONNX Runtime 1.30 aborts the process.
 */
class StateCopier {
  private constructor(
    private readonly session: Session,
    private readonly names: readonly string[],
  ) {}

  static async open(step: TrainingStep, where: 'to here' | 'to the device'): Promise<StateCopier> {
    const onnx = new OnnxBuilder('copy');
    for (const { name, storedShape } of step.state)
      onnx.output(onnx.input(name, 'float32', storedShape), 'float32', storedShape, getCopyName(name));
    const names = step.state.map(({ name }) => name);
    const keepOnDevice = where === 'to the device' ? names.map(getCopyName) : [];
    return new StateCopier(await openSession(onnx.bytes(), { device: step.target, keepOnDevice }), names);
  }

  async copy(state: Tensors): Promise<Tensors> {
    const copies = await this.session.run(state);
    return Object.fromEntries(this.names.map((name) => [name, copies[getCopyName(name)]!]));
  }

  /** Releases the session and the copies that it left on the device. */
  release(): Promise<void> {
    return this.session.release();
  }
}

function getCopyName(name: string): string {
  return `${name}:copy`;
}
