import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Loads and activates the built extension in a new Node process and prints the milliseconds. The module `vscode` is
 * replaced by one callable object, so that only the extension's own code is measured. The benchmark `workbench` reads
 * the time that VS Code itself reports.
 */
const program = `
  const Module = require('node:module');
  const standIn = new Proxy(function () {}, {
    get: (target, key) => (key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : standIn),
    set: () => true,
    apply: () => standIn,
    construct: () => standIn,
    getPrototypeOf: () => standIn, // the bundler creates an object that inherits from the module
  });
  const load = Module._load;
  Module._load = (request, ...rest) => (request === 'vscode' ? standIn : load(request, ...rest));
  const start = performance.now();
  const context = new Proxy({ subscriptions: [] }, { get: (own, key) => own[key] ?? standIn });
  require(process.argv[1]).activate(context);
  console.log(performance.now() - start);
  process.exit();
`;

const runs = 15;

/** `npm run bench -- activation [--json]`: prints the median of several processes. The goal is less than 60 ms. */
export async function run(args: readonly string[]): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, resolve('dist/extension.cjs')]);
    times.push(Number(stdout));
  }
  times.sort((a, b) => a - b);
  const figures = { activation_ms: times[runs >> 1], activation_ms_worst: times.at(-1), runs };
  if (args.includes('--json')) console.log(JSON.stringify(figures));
  else
    console.log(
      `activation: ${figures.activation_ms?.toFixed(1)} ms (worst of ${runs}: ${figures.activation_ms_worst?.toFixed(1)} ms)`,
    );
}
