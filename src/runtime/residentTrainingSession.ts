import { OnnxBuilder } from '../tensor/onnx/builder';
import { learningRateInput, nextName, type StateTensor, stepInput, type TrainingStep } from '../tensor/trainingStep';
import { openSession, type Session, type Tensors, tensor } from './session';
import {
  type Feeds,
  feedTensors,
  initialState,
  stateTensors,
  type TrainingSession,
  type TrainingSessionOptions,
} from './trainingSession';

/**
 * Opens a session that keeps weights and optimizer slots in the device's memory from step to step (WebGPU): only the
 * batch goes there, and only the losses come back. While a step runs the device holds the state twice, the old and the
 * next.
 * @throws Error when the device cannot be opened, or a given state has the wrong number of elements.
 */
export async function openResidentTrainingSession(
  step: TrainingStep,
  options: TrainingSessionOptions = {},
): Promise<TrainingSession> {
  const { iteration = 0, profilePrefix } = options;
  const changing = changingState(step);
  const session = await openSession(step.bytes, {
    device: step.target,
    keepOnDevice: changing.map(({ name }) => nextName(name)),
    ...(profilePrefix ? { profilePrefix } : {}),
  });
  try {
    const state = await upload(step, stateTensors(step, initialState(step, options)));
    return new ResidentTrainingSession(step, session, changing, state, iteration);
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** The tensors that a step replaces; the others belong to frozen layers. */
function changingState({ state, onnx }: TrainingStep): readonly StateTensor[] {
  const outputs = new Set(onnx.outputs.map(({ name }) => name));
  return state.filter(({ name }) => outputs.has(nextName(name)));
}

class ResidentTrainingSession implements TrainingSession {
  readonly #outputs: readonly string[];
  #state: Tensors;
  #iteration: number;

  constructor(
    private readonly model: TrainingStep,
    private readonly session: Session,
    private readonly changing: readonly StateTensor[],
    state: Tensors,
    iteration: number,
  ) {
    this.#outputs = [...model.losses, ...changing.map(({ name }) => nextName(name))];
    this.#state = state;
    this.#iteration = iteration;
  }

  get iteration(): number {
    return this.#iteration;
  }

  async step(feeds: Feeds, learningRate: number): Promise<Readonly<Record<string, number>>> {
    const scalars = {
      [learningRateInput]: tensor('float32', Float32Array.of(learningRate), []),
      [stepInput]: tensor('float32', Float32Array.of(this.#iteration + 1), []),
    };
    const fed = { ...this.#state, ...feedTensors(this.model.inputs, feeds), ...scalars };
    const results = await this.session.run(fed, this.#outputs);
    const old = this.#state;
    const next = this.changing.map(({ name }) => [name, results[nextName(name)]!] as const);
    this.#state = { ...old, ...Object.fromEntries(next) };
    for (const { name } of this.changing) old[name]!.dispose();
    this.#iteration++;
    return Object.fromEntries(this.model.losses.map((name) => [name, Number(results[name]!.data[0])]));
  }

  /** A copy of what the device holds. */
  async readState(): Promise<ReadonlyMap<string, Float32Array>> {
    const copied = await copyTensors(this.model, this.#state, 'to here');
    return new Map(Object.entries(copied).map(([name, { data }]) => [name, data as Float32Array]));
  }

  async release(): Promise<void> {
    for (const content of Object.values(this.#state)) content.dispose();
    await this.session.release();
  }
}

function upload(step: TrainingStep, state: Tensors): Promise<Tensors> {
  return copyTensors(step, state, 'to the device');
}

/**
 * Copies tensors between this process and the device by a graph that does nothing else: ONNX Runtime 1.30 aborts the
 * process where a tensor on the device is asked for its data.
 */
async function copyTensors(step: TrainingStep, state: Tensors, where: 'to here' | 'to the device'): Promise<Tensors> {
  const onnx = new OnnxBuilder('copy');
  for (const { name, storedShape } of step.state)
    onnx.output(onnx.input(name, 'float32', storedShape), 'float32', storedShape, copyOf(name));
  const names = step.state.map(({ name }) => name);
  const session = await openSession(onnx.bytes(), {
    device: step.target,
    ...(where === 'to the device' ? { keepOnDevice: names.map(copyOf) } : {}),
  });
  try {
    const copies = await session.run(state);
    return Object.fromEntries(names.map((name) => [name, copies[copyOf(name)]!]));
  } finally {
    await session.release();
  }
}

function copyOf(name: string): string {
  return `${name}:copy`;
}
