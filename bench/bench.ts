export interface Benchmark {
  /** What is measured, in one line for the help. */
  readonly summary: string;
  /** Loads the module, whose run() takes the arguments after the benchmark's name. */
  readonly load: () => Promise<{ run(args: string[]): Promise<void> }>;
}

/** All benchmarks, by name. The comment on each module's run() lists its options. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  matmul: { summary: 'speed of a matrix product, to compare other results with', load: () => import('./matmul') },
  'train-step': {
    summary: 'training steps without a loader, compared with PyTorch if it is installed',
    load: () => import('./trainStep'),
  },
  'train-nimble': { summary: 'training `nimble` by the command line', load: () => import('./trainNimble') },
  gpu: { summary: 'train-step on every GPU of this machine', load: () => import('./gpu/gpuTable') },
  'gpu-pack': { summary: 'packs `gpu` for a machine without a network', load: () => import('./gpu/pack') },
  memory: { summary: 'estimated and measured memory of a training', load: () => import('./memory') },
  loader: { summary: 'loading and augmenting faces', load: () => import('./loader') },
  extract: { summary: 'extracting faces from a 720p video', load: () => import('./extract') },
  convert: { summary: 'converting a 720p video', load: () => import('./convert') },
  evaluate: { summary: 'measuring a converted film', load: () => import('./evaluate') },
  measures: {
    summary: 'how the measures of `evaluate` answer to made damages',
    load: () => import('./validateMeasures'),
  },
  swap: { summary: 'quality of a whole swap of two videos', load: () => import('./swap') },
  activation: { summary: 'activating the extension in Node', load: () => import('./activation') },
  workbench: { summary: 'waiting times in VS Code, with a browser', load: () => import('./workbench/workbench') },
};

function formatHelp(): string {
  const rows = Object.entries(benchmarks).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`);
  return ['Usage: npm run bench -- <benchmark> [options]', '', 'Benchmarks:', ...rows].join('\n');
}

const [name = '', ...args] = process.argv.slice(2);
const benchmark = benchmarks[name];
if (benchmark) await (await benchmark.load()).run(args);
else if (name === '--help' || name === '-h') console.log(formatHelp());
else {
  console.error(`${name ? `There is no benchmark ${name}.\n\n` : ''}${formatHelp()}`);
  process.exitCode = 2;
}
