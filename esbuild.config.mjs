// One base, a list of entries: the extension host, the command line, the job process and its workers, each webview.
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');

/** Native or data-carrying packages that stay beside the bundles in node_modules. */
const external = ['vscode', 'onnxruntime-node', 'sharp', '@vladmandic/face-api', 'playwright-core'];

/** Only the process of a job runs a stage: the other programs leave out what `stages/<name>/stage.ts` loads by this path. */
const withoutStages = [...external, './run'];

/** The window never looks for faces itself, either: it leaves out what `faces/detectors` and `faces/aligners` load by such paths. */
const withoutFaceNetworks = [...withoutStages, '../networks/open*'];

/** How many bundles are being built: while watching, one line says when the first begins and one when the last has ended. */
let building = 0;

/** Prints what the problem matcher of .vscode/tasks.json reads. */
const reportToEditor = {
  name: 'report-to-editor',
  setup(bundle) {
    bundle.onStart(() => {
      if (building++ === 0) console.log('[watch] build started');
    });
    bundle.onEnd(({ errors, warnings }) => {
      for (const error of errors) report('error', error);
      for (const warning of warnings) report('warning', warning);
      if (--building === 0) console.log('[watch] build finished');
    });
  },
};

function report(severity, { text, location }) {
  const { file, line, column } = location ?? { file: 'esbuild.config.mjs', line: 1, column: 0 };
  console.log(`${file}:${line}:${column + 1}: ${severity}: ${text}`);
}

const base = {
  bundle: true,
  sourcemap: true,
  logLevel: watch ? 'silent' : 'info',
  external,
  legalComments: 'none',
  plugins: watch ? [reportToEditor] : [],
};

/** ES modules have no require; some bundled CommonJS packages still call it. */
const requireShim =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const nodeModule = {
  ...base,
  platform: 'node',
  format: 'esm',
  target: 'node22.12',
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  banner: { js: requireShim },
};

const host = {
  ...base,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  minify: true,
  external: withoutStages,
};

const browser = {
  ...base,
  platform: 'browser',
  format: 'iife',
  target: 'chrome128',
  outdir: 'dist/webviews',
  minify: true,
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

const panels = readdirSync('src/panels').filter((name) => existsSync(`src/panels/${name}/page/main.ts`));

const present = (entryPoints) =>
  entryPoints.filter((entry) => existsSync(typeof entry === 'string' ? entry : entry.in));

const entries = [
  {
    ...nodeModule,
    entryPoints: present([
      { in: 'src/jobs/process/jobProcess.ts', out: 'job' },
      { in: 'src/training/data/loaderProcess.ts', out: 'loader' },
    ]),
  },
  // In pieces: what a stage loads on demand, such as ONNX Runtime, would be loaded at the start of a single file.
  {
    ...nodeModule,
    splitting: true,
    external: withoutStages,
    entryPoints: present([
      { in: 'src/jobs/review/reviewProcess.ts', out: 'review' },
      { in: 'src/jobs/queue/queueProcess.ts', out: 'queue' },
    ]),
  },
  // Two files: the first says in a sentence when Node is too old to load the second.
  { ...nodeModule, splitting: true, external: withoutStages, entryPoints: present(['src/cli.ts']) },
  { ...nodeModule, outdir: 'dist/scripts', entryPoints: present(['scripts/demo/demo.ts']) },
  // In pieces, so that a benchmark loads only the packages it needs: bench/gpu/pack carries few of them.
  {
    ...nodeModule,
    outdir: 'dist/torture',
    splitting: true,
    entryPoints: present([
      { in: 'test/torture/torture.ts', out: 'torture' },
      { in: 'test/support/faults/reviewCommand.ts', out: 'reviewCommand' },
    ]),
  },
  { ...nodeModule, outdir: 'dist/bench', splitting: true, entryPoints: present(['bench/bench.ts']) },
  // The window starts jobs but never does their work, which a stage loads from its ./run.
  { ...host, external: withoutFaceNetworks, entryPoints: present(['src/extension.ts']) },
  {
    ...host,
    minify: false,
    outdir: 'dist/test',
    external: [...withoutStages, 'mocha'],
    entryPoints: present([{ in: 'test/vscode/index.ts', out: 'vscode' }]),
  },
  ...panels.map((name) => ({ ...browser, entryPoints: [{ in: `src/panels/${name}/page/main.ts`, out: name }] })),
].filter((entry) => entry.entryPoints.length > 0);

await rm('dist', { recursive: true, force: true });
if (watch) await Promise.all(entries.map(async (entry) => (await esbuild.context(entry)).watch()));
else await Promise.all(entries.map((entry) => esbuild.build(entry)));
