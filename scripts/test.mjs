// npm test: sets up, then lint, types, build, unit tests and the extension in a real VS Code; closes with `N passed, N failed`.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nodePath } from './setup/node.mjs';
import { root, run, say } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

const reports = '.cache/test';

/**
 * The parts in their order: the arguments of Node, and the JSON report (counts of tests) that a part leaves under
 * `.cache/test`. A part without a report counts as one test.
 */
const parts = [
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'build', args: ['esbuild.config.mjs'] },
  {
    name: 'unit',
    args: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reports}/unit.json`,
    ],
    report: 'unit.json',
  },
  { name: 'e2e', args: ['test/e2e/run.mjs'], report: 'e2e.json' },
];

await main(async () => {
  await setUp({ needs: ['ffmpeg', 'chromium'] });
  if (!existsSync(join(root, '../shared')))
    say('The folder ../shared is absent: tests on its photos and videos are skipped.');
  const results = [];
  for (const part of parts) results.push(await runPart(part));
  for (const failure of results.flatMap(({ failures }) => failures)) say(`\n${failure}`);
  say(`\n${results.map(summaryOf).join('\n')}`);
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const skipped = total('skipped');
  console.log(`${total('passed')} passed, ${total('failed')} failed${skipped ? `, ${skipped} skipped` : ''}`);
  return total('failed') === 0 ? 0 : 1;
});

/** Runs one part with its words on this terminal; resolves with its counts and how long it took. */
async function runPart({ name, args, report }) {
  say(`\n== ${name}`);
  mkdirSync(join(root, reports), { recursive: true });
  if (report) rmSync(join(root, reports, report), { force: true });
  const start = performance.now();
  const code = await run(nodePath(), args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const counts = report ? countsOf(report) : { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0, failures: [] };
  // A part that ends badly has failed, also where no test of its report did: it could not load a file, or died.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return { name, seconds: (performance.now() - start) / 1000, ...counts };
}

/** The counts of a report in the form of vitest's and jest's, and what failed; a part that left none has failed. */
function countsOf(report) {
  try {
    const json = JSON.parse(readFileSync(join(root, reports, report), 'utf8'));
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = json;
    return { passed, failed, skipped, failures: json.testResults.flatMap(failuresOf) };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

/** What failed in a file of tests, to be said again where it is not lost among all the others. */
function failuresOf({ name, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  const tests = failed.map((test) => `FAILED ${file}: ${test.fullName}\n${linesOf(test.failureMessages[0])}`);
  return message ? [...tests, `FAILED ${file}\n${linesOf(message)}`] : tests;
}

/** The first lines; those of the libraries that ran the test say nothing. */
function linesOf(message) {
  const lines = message.split('\n').filter((line) => !line.includes('node_modules'));
  return lines.slice(0, 20).join('\n');
}

function summaryOf({ name, passed, failed, skipped, seconds }) {
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  return `${name.padEnd(6)} ${failed === 0 ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(7)} s   ${counts}`;
}
