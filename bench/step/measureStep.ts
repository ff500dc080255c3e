import { env } from 'onnxruntime-node';
import { chooseSessionOpener } from '../../src/runtime/openTraining';
import type { Target } from '../../src/tensor/lowering/target';
import { Random } from '../../src/tensor/random';
import { countElements } from '../../src/tensor/shapes';
import type { TrainingStep } from '../../src/tensor/trainingStep';
import { type BenchmarkLoss, type BenchmarkModel, buildBenchmarkStep } from './benchmarkStep';

export interface StepSettings {
  readonly model: BenchmarkModel;
  /** Number of faces per side. */
  readonly batch: number;
  readonly loss: BenchmarkLoss;
  readonly iterations: number;
  readonly threads: number;
  readonly device: Target;
}

/** One result. The first keys are those of the PyTorch script (`../shared/bench/torch_train_step.py`). */
export interface StepResult {
  readonly engine: string;
  readonly device: Target;
  readonly amp: false;
  readonly model: string;
  readonly batch: number;
  readonly loss: string;
  readonly seconds_median: number;
  readonly seconds_min: number;
  readonly faces_per_second: number;
  readonly parameters: number;
  readonly last_loss: number;
  readonly peak_rss_mib: number;
  /** Time from the start of the process to the end of the first step. */
  readonly first_step_seconds: number;
}

/** Number of steps per call, by default the same as in a training. */
const stepsPerCall: Readonly<Record<Target, number>> = { cpu: 1, webgpu: 1, cuda: 16, directml: 16, coreml: 16 };

/** Measures steps on random faces. The first step does not count. */
export async function measureStep(settings: StepSettings): Promise<StepResult> {
  const { model, batch, loss, device, iterations, threads } = settings;
  const { step } = buildBenchmarkStep(model, loss, batch, device);
  const session = await chooseSessionOpener(device, stepsPerCall[device])(step, { threads });
  const feeds = randomFeeds(step);
  const seconds: number[] = [];
  let firstStepSeconds = 0;
  let lastLoss = 0;
  for (let i = 0; i <= iterations; i++) {
    const start = performance.now();
    const count = stepsPerCall[device];
    const { a, b } = session.stepMany
      ? (await session.stepMany(Array(count).fill(feeds), Array(count).fill(5e-5))).at(-1)!
      : await session.step(feeds, 5e-5);
    if (i > 0) seconds.push((performance.now() - start) / 1000 / count);
    else firstStepSeconds = performance.now() / 1000;
    lastLoss = a! + b!;
  }
  await session.release();
  seconds.sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)]!;
  return {
    engine: `onnxruntime ${env.versions.node}`,
    device,
    amp: false,
    model,
    batch,
    loss,
    seconds_median: round(median, 4),
    seconds_min: round(seconds[0]!, 4),
    faces_per_second: round((2 * batch) / median, 2),
    parameters: countParameters(step),
    last_loss: round(lastLoss, 4),
    peak_rss_mib: Math.floor(process.resourceUsage().maxRSS / 1024),
    first_step_seconds: round(firstStepSeconds, 2),
  };
}

/** Creates random faces. The targets equal the inputs, as in the PyTorch scripts. */
export function randomFeeds({ inputs }: TrainingStep): Record<string, Uint8Array | Float32Array> {
  const feeds = Object.entries(inputs).map(([name, { shape, type }]) => {
    const random = new Random(name.endsWith('_a') ? 1 : 2);
    const length = countElements(shape);
    return [
      name,
      type === 'uint8'
        ? Uint8Array.from({ length }, () => random.integer(256))
        : Float32Array.from({ length }, () => random.uniform(0, 1)),
    ] as const;
  });
  return Object.fromEntries(feeds);
}

function countParameters({ state }: TrainingStep): number {
  return state.reduce((count, { kind, shape }) => count + (kind === 'parameter' ? countElements(shape) : 0), 0);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
