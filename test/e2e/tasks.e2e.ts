import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTreeProject } from '../support/e2e/treeProject';
import { resolveInWorkspace, startVsCode, vscode } from '../support/e2e/vscode/startVsCode';

const typed = `{
  "version": "2.0.0",
  "tasks": [
    {
      "label": "stills",
      "type": "faceswap",
      "command": "frames",
      "options": { "input": "loose.mp4", "output": "frames/loose" }
    },
    { "label": "faces", "type": "faceswap", "command": "extrct", "name": "alice" },
    { "label": "swap", "type": "faceswap", "command": "convert", "name": "nobody", "dependsOn": "stills" }
  ]
}
`;

startVsCode('tasks', {
  async prepare(workspace) {
    await makeTreeProject(workspace);
    await mkdir(join(workspace, '.vscode'));
    await writeFile(join(workspace, '.vscode/tasks.json'), typed);
  },
});

async function runTask(label: string): Promise<void> {
  await vscode.runCommand('Tasks: Run Task');
  await vscode.pick('Select the task to run', label);
}

test('a task of tasks.json runs as a job, and reports its result', async () => {
  await vscode.openTree();
  await vscode.getTreeRow('alice-bob').waitFor(); // an element that appears late takes the focus from a list
  await runTask('stills');
  await vscode.getTreeRow(/Extract Frames\s*done/).waitFor();
  expect(await readdir(resolveInWorkspace('frames/loose'))).toHaveLength(10);
  await vscode.saveScreenshot('done');
});

test('mistakes in a task are reported in its terminal', async () => {
  const terminal = vscode.page.locator('.terminal-wrapper.active .xterm-rows');
  await runTask('faces');
  await terminal.filter({ hasText: 'Unknown command "extrct". Did you mean "extract"?' }).waitFor();
  await vscode.saveScreenshot('wrong-command');
  await runTask('swap');
  await terminal.filter({ hasText: 'The project has no model "nobody". It has: alice-bob.' }).waitFor();
  await vscode.saveScreenshot('wrong-name');
});

test('completion helps to write tasks.json, and unknown options are underlined', async () => {
  const { keyboard } = vscode.page;
  const getSuggestion = (text: string) =>
    vscode.page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: text }).first();
  const getWord = (text: string) => vscode.page.locator('.view-line').getByText(text).first();
  const warning = vscode.page.locator('.squiggly-warning').first();
  await vscode.openFile('.vscode/tasks.json');
  await warning.waitFor();
  await getWord('"extrct"').dblclick();
  await keyboard.press('Control+Space');
  await getSuggestion('extract').click();
  await warning.waitFor({ state: 'detached' });
  await getWord('"frames/loose"').click();
  for (const key of ['End', 'ArrowLeft', 'ArrowLeft']) await keyboard.press(key);
  await keyboard.type(', "');
  await keyboard.press('Control+Space');
  await getSuggestion('every').waitFor();
  await vscode.saveScreenshot('options');
  await keyboard.type('evry": 2');
  await vscode.page.locator('.view-line').filter({ hasText: '"evry"' }).waitFor();
  await warning.waitFor();
});
