/**
 * The benchmarks by name: `npm run bench -- <name> [options]`. Each module's run() takes the arguments after its name.
 */
export type Benchmark = () => Promise<{ run(args: string[]): Promise<void> }>;

const benchmarks: Readonly<Record<string, Benchmark>> = {
  matmul: () => import('./matmul'),
  'train-step': () => import('./trainStep'),
  'train-nimble': () => import('./trainNimble'),
  gpu: () => import('./gpu/gpuTable'),
  'gpu-pack': () => import('./gpu/pack'),
  memory: () => import('./memory'),
  loader: () => import('./loader'),
  extract: () => import('./extract'),
  activation: () => import('./activation'),
  workbench: () => import('./workbench/workbench'),
  swap: () => import('./swap'),
  convert: () => import('./convert'),
};

const [name, ...args] = process.argv.slice(2);
const load = benchmarks[name ?? ''];
if (load) await (await load()).run(args);
else {
  console.error(`Which benchmark? One of: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
}
