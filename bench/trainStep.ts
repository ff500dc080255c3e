import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { getTrainingEnvironment } from '../src/runtime/trainingEnvironment';
import { matmulGflops } from './matmul';
import { benchedLosses, benchedNames } from './step/benchedStep';
import { measureStep } from './step/measureStep';
import { stepBreakdown } from './step/stepBreakdown';
import { modelRows, printStepTable, rows, sharesText } from './step/stepTable';

/**
 * The training step alone, on random faces: no loader, no augmentation.
 *
 *     npm run bench -- train-step [--turns 3]            the table, in turns with PyTorch where there is one
 *     npm run bench -- train-step --all                  the same of every model
 *     npm run bench -- train-step --model original --batch 8 --loss mae [--iters 8] [--threads 2] [--device cpu|webgpu|cuda|directml|coreml]
 *         [--json] one line with the keys of the peer's; otherwise also what the time goes to
 */
export async function run(args: string[]): Promise<void> {
  if (lacksEnvironment()) return runAgain(args);
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
  const device = oneOf(['cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const, values.device, 'device');
  const common = { device, iterations: Number(values.iters), threads: Number(values.threads) };
  if (values.model === undefined)
    return await printStepTable({ ...common, rows: values.all ? modelRows : rows, turns: Number(values.turns) });
  const settings = {
    ...common,
    model: oneOf(benchedNames, values.model, 'model'),
    loss: oneOf(benchedLosses, values.loss, 'loss'),
    batch: Number(values.batch),
  };
  const result = await measureStep(settings);
  if (values.json) return console.log(JSON.stringify(result));
  for (const [key, value] of Object.entries(result)) console.log(`${key.padEnd(18)} ${value}`);
  console.log(`${'matmul_gflops'.padEnd(18)} ${(await matmulGflops(common.threads)).toFixed(0)}`);
  console.log(sharesText(await stepBreakdown(settings)));
}

function oneOf<T extends string>(choices: readonly T[], value: string, option: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Error(`--${option} must be one of ${choices.join(', ')}`);
  return found;
}

/** A training process gets its allocator's settings from the job that starts it; so does this one. */
function lacksEnvironment(): boolean {
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
