import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeTreeProject, writeSpy } from './treeProject';
import { startServer, type VsCodeServer } from './vscode/server';
import { launchBrowser, Workbench } from './vscode/workbench';

let server: VsCodeServer;
let browser: Browser;
let vscode: Workbench;

const inWorkspace = (...names: string[]) => join(server.workspace, ...names);

/** A folder from somewhere else: its settings name a program of its own as ffmpeg. */
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ extension: 'installed', asksForTrust: true }), launchBrowser()]);
  await makeTreeProject(server.workspace);
  await mkdir(inWorkspace('.vscode'));
  await mkdir(inWorkspace('tools'));
  for (const name of ['ffmpeg', 'ffprobe']) await writeSpy(inWorkspace('tools', name), inWorkspace('spied'));
  const settings = { 'faceswap.ffmpegPath': inWorkspace('tools') };
  await writeFile(inWorkspace('.vscode/settings.json'), JSON.stringify(settings));
  vscode = await Workbench.open(browser, server, 'trust');
  await vscode.goto(server);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode?.screenshot('failure');
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('without trust the project can be looked at, and nothing runs', async () => {
  const refusal = vscode.page.getByRole('button', { name: /No, I don't trust/ });
  if (await refusal.isVisible({ timeout: 10_000 }).catch(() => false)) await refusal.click();
  await vscode.activity('Faceswap').click();
  await vscode.treeRow(/alice-bob\s*12,345 iterations/).waitFor();
  await vscode.page.getByText('Nothing runs here until you trust this folder.').waitFor();
  await vscode.screenshot('restricted');
  await vscode.treeRow('bob').click({ button: 'right' });
  const item = vscode.page.getByRole('menuitem', { name: 'Extract Faces' });
  await item.waitFor();
  expect(await item.getAttribute('aria-disabled')).toBe('true');
  await vscode.page.keyboard.press('Escape');
  expect(existsSync(inWorkspace('spied'))).toBe(false);
  expect(existsSync(inWorkspace('.faceswap'))).toBe(false);
});

test('without trust the path of a foreign ffmpeg is not taken', async () => {
  await vscode.command('Faceswap: Copy Diagnostics');
  await vscode.notification('The diagnostics are on the clipboard').waitFor();
  await vscode.command('File: New Untitled Text File');
  await vscode.page.keyboard.press('ControlOrMeta+v');
  await vscode.page.locator('.view-line').filter({ hasText: 'Trusted folder: no' }).waitFor();
  await vscode.page.locator('.view-line').filter({ hasText: 'FFmpeg: on the PATH, not run' }).waitFor();
  await vscode.screenshot('diagnostics');
  expect((await readdir(server.workspace)).includes('spied')).toBe(false);
});

test('with trust both are otherwise: the same spy tells that it is run', async () => {
  await vscode.command('Workspaces: Manage Workspace Trust');
  await vscode.page.getByRole('button', { name: 'Trust', exact: true }).click();
  await vscode.page.getByText('Nothing runs here until you trust this folder.').waitFor({ state: 'detached' });
  await expect.poll(() => existsSync(inWorkspace('spied')), { timeout: 30_000 }).toBe(true);
});
