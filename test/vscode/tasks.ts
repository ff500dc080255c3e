import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { waitFor } from './extension';

const resolveInWorkspace = (...names: string[]) => join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, ...names);

const describeFramesTask = (video: string) => ({
  label: video,
  type: 'faceswap',
  command: 'frames',
  options: { input: `${video}.mp4`, output: `frames/task-${video}` },
});

async function findTask(label: string): Promise<vscode.Task> {
  return await waitFor(async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'faceswap' });
    return tasks.find(({ name, definition }) => name === label || definition.options?.input === `${label}.mp4`);
  }, `the task ${label}`);
}

function waitForExitCode(execution: vscode.TaskExecution): Promise<number | undefined> {
  return new Promise((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess((end) => {
      if (end.execution !== execution) return;
      subscription.dispose();
      resolve(end.exitCode);
    });
  });
}

interface Job {
  readonly options: { readonly output?: string };
  readonly startedAt?: string;
  readonly result?: { readonly outcome: string };
}

/** The journal of the job of a task. */
async function findJob(video: string): Promise<Job | undefined> {
  const root = resolveInWorkspace('.faceswap', 'jobs');
  const texts = await Promise.all(
    (await readdir(root)).map((name) => readFile(join(root, name, 'job.json'), 'utf8').catch(() => '{}')),
  );
  const jobs: Job[] = texts.map((text) => JSON.parse(text));
  return jobs.find(({ options }) => options?.output === resolveInWorkspace('frames', `task-${video}`));
}

describe('tasks', () => {
  before(async () => {
    const clip = [
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=640x480:rate=25',
      '-frames:v',
      '3000',
      '-pix_fmt',
      'yuv420p',
      '-preset',
      'ultrafast',
    ];
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...clip, resolveInWorkspace('endless.mp4')]);
    await mkdir(resolveInWorkspace('.vscode'), { recursive: true });
    const tasks = [describeFramesTask('clip'), describeFramesTask('endless')];
    await writeFile(resolveInWorkspace('.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
  });

  it('runs a task of tasks.json as a job', async () => {
    const execution = await vscode.tasks.executeTask(await findTask('clip'));
    assert.equal(await waitForExitCode(execution), 0);
    assert.equal(
      (await readdir(resolveInWorkspace('frames', 'task-clip'))).filter((name) => name.endsWith('.png')).length,
      12,
    );
    assert.equal((await findJob('clip'))?.result?.outcome, 'done');
  });

  it('lets the job save and end when the task is ended', async () => {
    const execution = await vscode.tasks.executeTask(await findTask('endless'));
    await waitFor(async () => (await findJob('endless'))?.startedAt, 'the beginning of the job');
    execution.terminate();
    const outcome = await waitFor(async () => (await findJob('endless'))?.result?.outcome, 'the end of the job');
    assert.equal(outcome, 'cancelled');
  });
});
