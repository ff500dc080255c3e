// npm test: lint, types, build, and all tests; `npm run test:unit [-- FILTER …]` and its like run one part.
// Closes with `N passed, N failed, N skipped`. A part that fails does not keep the later ones from running.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nodePath } from './setup/node.mjs';
import { root, run, say } from './setup/run.mjs';
import { Stop } from './setup/stop.mjs';
import { installPrograms } from './setup/systemPackages.mjs';
import { main, setUp } from './setup.mjs';

const reports = '.cache/test';

/** The arguments of Node that run one tier of vitest.config.ts. */
function runTier(name) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reports}/${name}.json`];
  return ['node_modules/vitest/vitest.mjs', 'run', '--project', name, ...reporters];
}

/**
 * The parts in their order: the arguments of Node, the programs that a part needs, and the JSON report (counts of tests)
 * that it leaves under `.cache/test`. A part without a report counts as one test.
 */
const parts = [
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'build', args: ['esbuild.config.mjs'] },
  { name: 'unit', args: runTier('unit'), report: 'unit.json' },
  { name: 'integration', args: runTier('integration'), report: 'integration.json', needs: ['ffmpeg'] },
  { name: 'browser', args: ['test/e2e/run.mjs'], report: 'e2e.json', needs: ['ffmpeg', 'chromium'] },
];

await main(async ([name, ...filters]) => {
  const chosen = parts.filter((part) => name === undefined || part.name === name);
  if (chosen.length === 0)
    throw new Stop(`There is no part "${name}": use one of ${parts.map((part) => part.name).join(', ')}.`, 2);
  await setUp();
  if (!existsSync(join(root, '../shared')))
    say('The folder ../shared is absent: tests on its photos and videos are skipped.');
  const results = [];
  for (const part of chosen) results.push(await runPart(part, filters));
  for (const failure of results.flatMap(({ failures }) => failures)) say(`\n${failure}`);
  say(`\n${results.map(summarize).join('\n')}`);
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((key) =>
    results.reduce((sum, result) => sum + result[key], 0),
  );
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
});

/** Runs one part with its output on this terminal; resolves with its counts and how long it took. */
async function runPart({ name, args, report, needs = [] }, filters) {
  say(`\n== ${name}`);
  const start = performance.now();
  const counts = await countTests(name, [...args, ...filters], report, needs);
  return { name, seconds: (performance.now() - start) / 1000, ...counts };
}

async function countTests(name, args, report, needs) {
  try {
    for (const program of needs) await installPrograms(program);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { passed: 0, failed: 1, skipped: 0, failures: [`FAILED ${name}\n${error.message}`] };
  }
  mkdirSync(join(root, reports), { recursive: true });
  if (report) rmSync(join(root, reports, report), { force: true });
  const code = await run(nodePath(), args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const counts = report ? readCounts(report) : { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0, failures: [] };
  // A part that ends badly has failed, also where no test of its report did: it could not load a file, or died.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** Returns the counts of a report in the form of vitest and jest, and what failed; a part that left none has failed. */
function readCounts(report) {
  try {
    const json = JSON.parse(readFileSync(join(root, reports, report), 'utf8'));
    const { numPassedTests: passed, numFailedTests, numPendingTests: skipped } = json;
    // A file that fails as a whole, because it could not be loaded or set up, counts as one failed test.
    const failedFiles = json.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    );
    const failed = numFailedTests + failedFiles.length;
    return { passed, failed, skipped, failures: json.testResults.flatMap(listFailures) };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

/** Returns what failed in a file of tests, to be repeated at the end where it is not lost among all the others. */
function listFailures({ name, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  const tests = failed.map((test) => `FAILED ${file}: ${test.fullName}\n${shorten(test.failureMessages[0])}`);
  return message ? [...tests, `FAILED ${file}\n${shorten(message)}`] : tests;
}

/** Returns the first lines of a message, without those about the libraries that ran the test. */
function shorten(message) {
  const lines = message.split('\n').filter((line) => !line.includes('node_modules'));
  return lines.slice(0, 20).join('\n');
}

function summarize({ name, passed, failed, skipped, seconds }) {
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  return `${name.padEnd(11)} ${failed === 0 ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(7)} s   ${counts}`;
}
