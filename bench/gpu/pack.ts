import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

/** Maximum size of the archive, so that it can be copied to a machine without a network. */
const maxBytes = 64 * 2 ** 20;

const launcher = `#!/bin/sh
# The table of train-step on this machine's GPUs; arguments are those of: npm run bench -- gpu
cd "$(dirname "$0")/work" && exec ./node bench/bench.mjs gpu "$@"
`;

/**
 * Creates an archive with everything that `npm run bench -- gpu` needs on a Linux x64 machine with a GPU and,
 * optionally, PyTorch: Node, ONNX Runtime with WebGPU, the benchmark, and the PyTorch scripts.
 *
 *     npm run bench -- gpu-pack [--output .cache/gpu-bench.tar.gz]
 *     tar xzf gpu-bench.tar.gz && gpu-bench/run.sh        on the other machine
 *
 * The CUDA library is too large for it. It is found in the folder of `faceswap devices --fetch-cuda`.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { output: { type: 'string', default: '.cache/gpu-bench.tar.gz' } } });
  const output = resolve(values.output);
  const root = join(dirname(output), 'gpu-bench');
  await rm(root, { recursive: true, force: true });
  await mkdir(join(root, 'work'), { recursive: true });
  await copyPrograms(join(root, 'work'));
  await copyPeers(root);
  await writeFile(join(root, 'run.sh'), launcher);
  await chmod(join(root, 'run.sh'), 0o755);
  await promisify(execFile)('tar', ['-C', dirname(root), '-I', 'gzip -9', '-cf', output, 'gpu-bench']);
  await rm(root, { recursive: true });
  const { size } = await stat(output);
  console.log(`${output}: ${(size / 2 ** 20).toFixed(1)} MiB of ${maxBytes / 2 ** 20}`);
  if (size > maxBytes) throw new Error(`The archive is larger than ${maxBytes / 2 ** 20} MiB.`);
}

async function copyPrograms(work: string): Promise<void> {
  const built = dirname(resolve(process.argv[1]!));
  await mkdir(join(work, 'bench'));
  for (const name of await readdir(built))
    if (name.endsWith('.mjs')) await cp(join(built, name), join(work, 'bench', name));
  await cp(process.execPath, join(work, 'node'));
  const require = createRequire(import.meta.url);
  const runtime = resolve(dirname(require.resolve('onnxruntime-node')), '..');
  const binaries = join('bin', 'napi-v6', 'linux', 'x64');
  for (const part of ['package.json', 'dist', binaries])
    await cp(join(runtime, part), join(work, 'node_modules', 'onnxruntime-node', part), { recursive: true });
  const common = join(runtime, '..', 'onnxruntime-common');
  for (const part of ['package.json', join('dist', 'cjs'), join('dist', 'esm')])
    await cp(join(common, part), join(work, 'node_modules', 'onnxruntime-common', part), { recursive: true });
}

/** Copies the PyTorch scripts to where the benchmark looks for them, relative to its working directory. */
async function copyPeers(root: string): Promise<void> {
  const modelScript = resolve('../shared/bench/torch_train_step.py');
  await cp(modelScript, join(root, 'shared', 'bench', 'torch_train_step.py')).catch(() => {
    console.log('../shared/bench/torch_train_step.py is missing: this archive compares only `residual` with PyTorch.');
  });
  await cp(resolve('bench/step/torchResidual.py'), join(root, 'work', 'bench', 'step', 'torchResidual.py'));
}
