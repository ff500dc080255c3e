import { startServer } from '../test/e2e/vscode/server';
import { launchBrowser, Workbench } from '../test/e2e/vscode/workbench';

const runs = 8;

/**
 * `npm run bench -- vscode-activation`: VS Code's own figure for the activation, with a new extension host each time;
 * the target is under 60 ms. Needs Chromium, as the browser tests do.
 */
export async function run(args: readonly string[]): Promise<void> {
  const [server, browser] = await Promise.all([startServer({ extension: 'installed' }), launchBrowser()]);
  const times: number[] = [];
  try {
    const vscode = await Workbench.open(browser, server, 'activation');
    for (let i = 0; i < runs; i++) {
      await vscode.goto(server);
      await vscode.activity('Faceswap').click();
      await vscode.page.getByRole('button', { name: 'New Project' }).waitFor();
      times.push(await vscode.activationMs());
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  times.sort((a, b) => a - b);
  const figures = { vscode_activation_ms: times[runs >> 1], vscode_activation_ms_worst: times.at(-1), runs };
  if (args.includes('--json')) console.log(JSON.stringify(figures));
  else console.log(`activation by VS Code's own figure: ${times.join(', ')} ms`);
}
