import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Entry of the suite inside the extension host, for VS Code's `extensionTestsPath`: rejects when a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, slow: 10_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation');
  await import('./settingsFiles');
  await import('./projectCommands');
  await import('./tasks');
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    if (process.env.FACESWAP_SUITE_REPORT) reportTo(process.env.FACESWAP_SUITE_REPORT, runner);
  });
  if (failures > 0) throw new Error(`${failures} tests failed in the extension host`);
}

/** Writes the results to a file, because whoever started VS Code does not see its console. */
function reportTo(path: string, runner: Mocha.Runner): void {
  const lines: string[] = [];
  runner.on('pass', (test) => lines.push(`passed: ${test.fullTitle()}`));
  runner.on('fail', (test, error) => lines.push(`failed: ${test.fullTitle()}: ${error.stack ?? error.message}`));
  runner.on('end', () => writeFileSync(path, `${lines.join('\n')}\n`));
}
