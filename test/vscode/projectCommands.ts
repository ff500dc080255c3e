import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { getExtension, waitFor } from './extension';

const getWorkspaceFolder = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
const resolveInWorkspace = (...names: string[]) => join(getWorkspaceFolder(), ...names);

/** An entry of the tree as the context menu passes it. */
const describeSource = (path: string) => ({
  id: 'source',
  kind: 'source',
  label: path,
  icon: '',
  path,
  owner: 'alice',
  children: [],
});

async function listJobs(): Promise<
  { stage: string; process: { pid: number }; result?: { outcome: string; message?: string } }[]
> {
  const root = resolveInWorkspace('.faceswap', 'jobs');
  const names = existsSync(root) ? (await readdir(root)).sort() : [];
  // A job's folder is there a moment before its journal.
  const journals = names.map((name) => join(root, name, 'job.json')).filter((path) => existsSync(path));
  return await Promise.all(journals.map(async (path) => JSON.parse(await readFile(path, 'utf8'))));
}

async function waitForJobEnd(count: number) {
  return await waitFor(async () => {
    const job = (await listJobs())[count - 1];
    // The journal has the end a moment before the window releases the job.
    return job?.result && getExtension().exports.runningJob() === undefined ? job : undefined;
  }, `the end of job ${count}`);
}

describe('commands on a project', () => {
  before(async () => {
    const clip = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10', '-frames:v', '12', '-pix_fmt', 'yuv420p'];
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...clip, resolveInWorkspace('clip.mp4')]);
  });

  it('creates no project in the opened folder when no person is named, and detects one that is created later', async () => {
    let asking = true;
    void vscode.commands.executeCommand('faceswap.newProject').then(() => {
      asking = false;
    });
    await waitFor(async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return !asking || undefined;
    }, 'the end of the questions');
    assert.equal(existsSync(resolveInWorkspace('faceswap.json')), false);
    const project = { version: 1, people: [], models: [] };
    await writeFile(resolveInWorkspace('faceswap.json'), JSON.stringify(project, undefined, 2));
    await vscode.commands.executeCommand('faceswap.refresh');
  });

  it('checks a project file against its schema', async () => {
    const uri = vscode.Uri.file(resolveInWorkspace('faceswap.json'));
    await vscode.window.showTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(1, 0), '  "peple": [],\n');
    await vscode.workspace.applyEdit(edit);
    const [diagnostic] = await waitFor(() => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length > 0 ? found : undefined;
    }, 'a diagnostic');
    assert.match(diagnostic!.message, /peple/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('runs a job in a separate process, with its journal in the project', async () => {
    void vscode.commands.executeCommand('faceswap.extractFrames', describeSource(resolveInWorkspace('clip.mp4')));
    const job = await waitForJobEnd(1);
    assert.equal(job.stage, 'frames');
    assert.equal(job.result?.outcome, 'done');
    assert.notEqual(job.process.pid, process.pid);
    assert.equal(
      (await readdir(resolveInWorkspace('frames', 'clip'))).filter((name) => name.endsWith('.png')).length,
      12,
    );
    assert.equal(existsSync(resolveInWorkspace('.faceswap', 'lock')), false);
  });

  it('reports a file that is not a video in a sentence, and continues with the next job', async () => {
    await mkdir(resolveInWorkspace('broken'), { recursive: true });
    await writeFile(resolveInWorkspace('broken', 'words.mp4'), 'this is no video');
    void vscode.commands.executeCommand(
      'faceswap.extractFrames',
      describeSource(resolveInWorkspace('broken', 'words.mp4')),
    );
    const job = await waitForJobEnd(2);
    assert.equal(job.result?.outcome, 'failed');
    assert.match(job.result?.message ?? '', /words\.mp4/);
    assert.doesNotMatch(job.result?.message ?? '', /\n| {4}at /);
  });

  it('accepts any argument without an error', async () => {
    for (const argument of [null, 7, 'x', {}, { kind: 'cluster', children: [] }])
      for (const command of ['refresh', 'rename', 'delete', 'locateSource', 'openExternally'])
        await vscode.commands.executeCommand(`faceswap.${command}`, argument);
  });
});
