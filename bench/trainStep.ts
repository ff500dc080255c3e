import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { env } from 'onnxruntime-node';
import { resolveTrainOptions } from '../src/options/trainOptions';
import { trainingProcessEnvironment } from '../src/runtime/environment';
import { openTrainingSession } from '../src/runtime/trainingSession';
import { Random } from '../src/shared/random';
import type { Target } from '../src/tensor/lowering/target';
import { adam } from '../src/tensor/optimizers/adam';
import { sizeOf } from '../src/tensor/shapes';
import { buildTrainingStep, type TrainingStep } from '../src/tensor/trainingStep';
import { isTrainerName, models, trainerNames } from '../src/training/models';
import { trainingGraph } from '../src/training/trainingGraph';
import { matmulGflops } from './matmul';

/** What `loss_function` and its followers are for each `--loss`; faceswap's masks are left out, as the peer has none. */
const lossOptions = {
  mae: { loss_function: 'mae', loss_function_2: 'none', penalized_mask_loss: false },
  'ssim+mse': { loss_function: 'ssim', loss_function_2: 'mse', loss_weight_2: 100, penalized_mask_loss: false },
} as const;

interface Settings {
  readonly model: keyof typeof models;
  readonly batch: number;
  readonly loss: keyof typeof lossOptions;
  readonly iterations: number;
  readonly threads: number;
  readonly device: Target;
  readonly profile?: string;
}

/** One line, with the keys of the peer's: `../shared/bench/torch_train_step.py`. */
interface Result {
  readonly engine: string;
  readonly device: Target;
  readonly amp: false;
  readonly model: string;
  /** Faces a side. */
  readonly batch: number;
  readonly loss: string;
  readonly seconds_median: number;
  readonly seconds_min: number;
  readonly faces_per_second: number;
  readonly parameters: number;
  readonly last_loss: number;
  readonly peak_rss_mib: number;
}

/**
 * The training step alone, on random faces: no loader, no augmentation.
 *
 *     npm run bench -- train-step --model original --batch 8 --loss mae [--iters 8] [--threads 2] [--device cpu] [--json]
 */
export async function run(args: string[]): Promise<void> {
  if (lacksEnvironment()) return runAgain(args);
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', default: 'original' },
      batch: { type: 'string', default: '8' },
      loss: { type: 'string', default: 'mae' },
      iters: { type: 'string', default: '8' },
      threads: { type: 'string', default: String(availableParallelism()) },
      device: { type: 'string', default: 'cpu' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { model, loss, device } = values;
  if (!isTrainerName(model)) throw new Error(`--model must be one of ${trainerNames.join(', ')}`);
  if (loss !== 'mae' && loss !== 'ssim+mse') throw new Error('--loss must be mae or ssim+mse');
  if (device !== 'cpu' && device !== 'webgpu') throw new Error('--device must be cpu or webgpu');
  const numbers = { batch: Number(values.batch), iterations: Number(values.iters), threads: Number(values.threads) };
  const result = await measure({
    model,
    loss,
    device,
    ...numbers,
    ...(values.profile ? { profile: values.profile } : {}),
  });
  console.log(values.json ? JSON.stringify(result) : await describe(result, numbers.threads));
}

/** A training process gets its allocator's settings from the job that starts it; so does this one. */
function lacksEnvironment(): boolean {
  return Object.entries(trainingProcessEnvironment()).some(([name, value]) => process.env[name] !== value);
}

async function runAgain(args: readonly string[]): Promise<void> {
  const env = { ...process.env, ...trainingProcessEnvironment() };
  const child = spawn(process.execPath, [process.argv[1]!, 'train-step', ...args], { env, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function measure(settings: Settings): Promise<Result> {
  const { model, batch, loss, device, iterations, threads, profile } = settings;
  const options = resolveTrainOptions({ 'global.loss': lossOptions[loss] });
  const { lossA, lossB, total } = trainingGraph(models[model].create(options), options['global.loss'], batch);
  const step = buildTrainingStep({ loss: total, losses: { a: lossA, b: lossB }, optimizer: adam(), target: device });
  const session = await openTrainingSession(step, { threads, ...(profile ? { profilePrefix: profile } : {}) });
  const feeds = randomFeeds(step);
  const seconds: number[] = [];
  let lastLoss = 0;
  for (let i = 0; i <= iterations; i++) {
    const start = performance.now();
    const { a, b } = await session.step(feeds, 5e-5);
    if (i > 0) seconds.push((performance.now() - start) / 1000);
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
    seconds_median: rounded(median, 4),
    seconds_min: rounded(seconds[0]!, 4),
    faces_per_second: rounded((2 * batch) / median, 2),
    parameters: parameterCount(step),
    last_loss: rounded(lastLoss, 4),
    peak_rss_mib: Math.floor(process.resourceUsage().maxRSS / 1024),
  };
}

/** Targets are the inputs themselves, as in the peer. */
function randomFeeds({ inputs }: TrainingStep): Record<string, Uint8Array> {
  const feeds = Object.entries(inputs).map(([name, { shape }]) => {
    const random = new Random(name.endsWith('_a') ? 1 : 2);
    return [name, Uint8Array.from({ length: sizeOf(shape) }, () => random.integer(256))] as const;
  });
  return Object.fromEntries(feeds);
}

function parameterCount({ state }: TrainingStep): number {
  return state.reduce((count, { kind, shape }) => count + (kind === 'parameter' ? sizeOf(shape) : 0), 0);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

async function describe(result: Result, threads: number): Promise<string> {
  const lines = Object.entries(result).map(([key, value]) => `${key.padEnd(17)} ${value}`);
  return [...lines, `${'matmul_gflops'.padEnd(17)} ${(await matmulGflops(threads)).toFixed(0)}`].join('\n');
}
