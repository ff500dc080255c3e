import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTreeProject, writeProgramSpy } from '../support/e2e/treeProject';
import { resolveInWorkspace, server, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

/**
 * A folder from somewhere else: its settings name a program of its own as ffmpeg, and links to devices and a pipe stand where
 * files of a model are expected. Whoever reads them waits for ever, or until the memory is full.
 */
async function prepare(workspace: string): Promise<void> {
  await makeTreeProject(workspace);
  const model = join(workspace, 'models/alice-bob');
  await mkdir(join(model, 'logs'), { recursive: true });
  await rm(join(model, 'logs/losses.csv'), { force: true });
  execFileSync('mkfifo', [join(model, 'logs/losses.csv')]);
  await symlink('/dev/zero', join(model, 'lightweight_state.json'));
  await symlink('/dev/zero', join(workspace, 'people/evil.fsa'));
  const tools = join(workspace, 'tools');
  await mkdir(join(workspace, '.vscode'));
  await mkdir(tools);
  for (const name of ['ffmpeg', 'ffprobe']) await writeProgramSpy(join(tools, name), join(workspace, 'spied'));
  const settings = { 'faceswap.ffmpegPath': tools };
  await writeFile(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
  await writeFile(join(workspace, 'convert.ini'), '[mask.mask_blend]\npasses = 2\nkernal_size = 3\n');
  await writeFile(join(workspace, 'models/alice-bob/train.ini'), '[global]\ncentering = fcae\n');
}

startVsCode('trust', { asksForTrust: true, prepare });

test('without trust the project can be viewed, and no program runs', async () => {
  await vscode.page.getByRole('button', { name: /No, I don't trust/ }).click();
  await vscode.openTree();
  await vscode.getTreeRow(/alice-bob\s*12,345 iterations/).waitFor();
  await vscode.page.getByText('Nothing runs here until you trust this folder.').waitFor();
  await vscode.saveScreenshot('restricted');
  const item = vscode.page.getByRole('menuitem', { name: 'Extract Faces' });
  await vscode.openMenu(vscode.getTreeRow('bob'), item);
  expect(await item.getAttribute('aria-disabled')).toBe('true');
  await vscode.page.keyboard.press('Escape');
  expect(existsSync(resolveInWorkspace('spied'))).toBe(false);
  expect(existsSync(resolveInWorkspace('.faceswap'))).toBe(false);
});

test('without trust the language features of settings files work, and start no program', async () => {
  const getLine = (text: string) => vscode.page.locator('.view-line').filter({ hasText: text }).first();
  await vscode.openFile('convert.ini');
  await vscode.page.locator('.squiggly-error').first().waitFor();
  await getLine('default: 4').waitFor();
  await getLine('passes').getByText('passes').hover();
  await vscode.page.locator('.monaco-hover:visible').filter({ hasText: 'Number of blur passes' }).waitFor();
  await vscode.openFile('models/alice-bob/train.ini');
  await getLine('fcae').waitFor();
  await vscode.page.locator('.squiggly-error').first().waitFor();
  await vscode.saveScreenshot('settings');
  expect(await vscode.page.locator('.codelens-decoration').count()).toBe(0);
});

test('without trust the ffmpeg path of the workspace is ignored', async () => {
  await vscode.runCommand('Faceswap: Copy Diagnostics');
  await vscode.getNotification('Diagnostics copied to the clipboard').waitFor();
  await vscode.runCommand('File: New Untitled Text File');
  await vscode.page.keyboard.press('ControlOrMeta+v');
  await vscode.page.locator('.view-line').filter({ hasText: 'Trusted folder: no' }).waitFor();
  await vscode.page.locator('.view-line').filter({ hasText: 'FFmpeg: on the PATH, not run' }).waitFor();
  await vscode.saveScreenshot('diagnostics');
  expect((await readdir(server.workspace)).includes('spied')).toBe(false);
});

test('with trust, too, a setting of the workspace provides no program', async () => {
  await vscode.runCommand('Workspaces: Manage Workspace Trust');
  await vscode.page.getByRole('button', { name: 'Trust', exact: true }).click();
  await vscode.page.getByText('Nothing runs here until you trust this folder.').waitFor({ state: 'detached' });
  await vscode.runCommand('Faceswap: Copy Diagnostics');
  await vscode.getNotification('Diagnostics copied to the clipboard').waitFor();
  await vscode.runCommand('File: New Untitled Text File');
  await vscode.page.keyboard.press('ControlOrMeta+v');
  await vscode.page.locator('.view-line').filter({ hasText: 'Trusted folder: yes' }).waitFor();
  await vscode.page.locator('.view-line').filter({ hasText: ', on the PATH' }).waitFor();
  expect(existsSync(resolveInWorkspace('spied'))).toBe(false);
});
