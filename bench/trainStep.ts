import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { getTrainingEnvironment } from '../src/runtime/trainingEnvironment';
import { measureMatmulGflops } from './matmul';
import { benchmarkLosses, benchmarkModels } from './step/benchmarkStep';
import { measureStep } from './step/measureStep';
import { measureBreakdown } from './step/stepBreakdown';
import { defaultRows, formatShares, modelRows, printStepTable } from './step/stepTable';

/**
 * Measures the training step alone, on random faces, without loader and augmentation.
 *
 *     npm run bench -- train-step [--turns 3]            prints a table; PyTorch, if installed, alternates with us
 *     npm run bench -- train-step --all                  prints the table for every model
 *     npm run bench -- train-step --model original --batch 8 --loss mae [--iters 8] [--threads 2] [--device
 *         cpu|webgpu|cuda|directml|coreml] prints one result and how the time is divided; with [--json], one line with
 *         the keys of the PyTorch script
 */
export async function run(args: string[]): Promise<void> {
  if (needsEnvironment()) return runAgain(args);
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string' },
      batch: { type: 'string', default: '8' },
      loss: { type: 'string', default: 'mae' },
      iters: { type: 'string', default: '8' },
      threads: { type: 'string', default: String(availableParallelism()) },
      device: { type: 'string', default: 'cpu' },
      all: { type: 'boolean', default: false },
      turns: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  });
  const device = requireChoice(['cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const, values.device, 'device');
  const common = { device, iterations: Number(values.iters), threads: Number(values.threads) };
  if (values.model === undefined)
    return await printStepTable({ ...common, rows: values.all ? modelRows : defaultRows, turns: Number(values.turns) });
  const settings = {
    ...common,
    model: requireChoice(benchmarkModels, values.model, 'model'),
    loss: requireChoice(benchmarkLosses, values.loss, 'loss'),
    batch: Number(values.batch),
  };
  const result = await measureStep(settings);
  if (values.json) return console.log(JSON.stringify(result));
  for (const [key, value] of Object.entries(result)) console.log(`${key.padEnd(18)} ${value}`);
  console.log(`${'matmul_gflops'.padEnd(18)} ${(await measureMatmulGflops(common.threads)).toFixed(0)}`);
  console.log(formatShares(await measureBreakdown(settings)));
}

function requireChoice<T extends string>(choices: readonly T[], value: string, option: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Error(`--${option} must be one of ${choices.join(', ')}`);
  return found;
}

/** Returns whether this process lacks the allocator settings that a job sets for a training process. */
function needsEnvironment(): boolean {
  return Object.entries(getTrainingEnvironment()).some(([name, value]) => process.env[name] !== value);
}

async function runAgain(args: readonly string[]): Promise<void> {
  const env = { ...process.env, ...getTrainingEnvironment() };
  const child = spawn(process.execPath, [process.argv[1]!, 'train-step', ...args], { env, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
