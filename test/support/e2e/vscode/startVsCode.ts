import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Appearance } from './appearance';
import { type ServerOptions, startServer, type VsCodeServer } from './server';
import { launchBrowser, Workbench } from './workbench';

/** What the tests of a file use, there from the first of them on. */
export let server: VsCodeServer;
export let vscode: Workbench;

export const resolveInWorkspace = (...names: string[]) => join(server.workspace, ...names);

export interface Setting extends Partial<ServerOptions> {
  /** Fills the folder before it is opened. */
  readonly prepare?: (workspace: string) => Promise<unknown>;
  readonly appearance?: Partial<Appearance>;
  /** How long all of this may take. */
  readonly timeoutMs?: number;
}

/**
 * Gives the tests of a file a VS Code of their own with a folder open in it, and ends both after them. `name` starts the
 * names of the screenshots; one is made of a failure, which skips the rest of the file but no other file.
 */
export function startVsCode(name: string, { prepare, appearance, timeoutMs, ...options }: Setting = {}): void {
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer({ extension: 'installed', ...options }), launchBrowser()]);
    await prepare?.(server.workspace);
    vscode = await Workbench.open(browser, server, name, appearance);
    await vscode.goto(server);
  }, timeoutMs);

  // The tests of a file build on each other: after a failure the rest would only wait for what does not come.
  let hasFailed = false;
  beforeEach(({ skip }) => skip(hasFailed, 'an earlier test of this file failed'));

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    hasFailed = true;
    await vscode?.saveScreenshot('failure');
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
}
