import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { trainingProcessEnvironment } from '../runtime/environment';
import { isJobEvent } from '../shared/jobEventCheck';
import type { JobEvent, JobResultEvent } from '../shared/jobEvents';
import { t } from '../shared/l10n';
import { createJobFolder, type JobFolder, type JobRequest } from './jobFolder';
import { journalRootOf } from './resources';
import type { CancelMessage } from './runJob';
import { checkOptionsOf, type StageName } from './stageTable';

export interface JobStart {
  /** The bundle of the job process: `dist/job.mjs`. */
  readonly program: string;
  /** Variables to set in the job's environment, beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  onEvent?(event: JobEvent): void;
}

/** A job that was started, followed over its channel. */
export interface RunningJob {
  readonly folder: JobFolder;
  /** Never rejects: whatever ends the process becomes a result. */
  readonly result: Promise<JobResultEvent>;
  /** Lets the stage save and end; one that does not within the grace time is killed. */
  cancel(): void;
  /** Ends it at once; what was committed stays. */
  kill(): void;
}

/** A training saves hundreds of megabytes on a slow disk in this time. */
const cancelGraceMs = 60_000;
const terminateGraceMs = 5_000;

/**
 * Starts `request` in a process of its own, with a journal on disk.
 * @throws UsageError when its options are wrong; UserError when the journal cannot be written.
 */
export async function startJob(request: JobRequest, start: JobStart): Promise<RunningJob> {
  const options = checkOptionsOf(request.stage, request.options);
  const folder = await createJobFolder(journalRootOf(request.stage, options), request);
  const child = forkJob(folder, request.stage, start);
  let killed = false;
  const signalGroup = (signal: NodeJS.Signals) => {
    killed = true;
    killGroup(child, signal);
  };
  const timers: NodeJS.Timeout[] = [];
  const later = (ms: number, act: () => void) => timers.push(setTimeout(act, ms));
  const result = followJob(child, folder, start.onEvent, () => killed).finally(() => timers.forEach(clearTimeout));
  return {
    folder,
    result,
    kill: () => signalGroup('SIGKILL'),
    cancel() {
      // A send that fails means that the process has just ended, which its exit tells.
      if (child.connected) child.send({ type: 'cancel' } satisfies CancelMessage, () => undefined);
      later(cancelGraceMs, () => signalGroup('SIGTERM'));
      later(cancelGraceMs + terminateGraceMs, () => signalGroup('SIGKILL'));
    },
  };
}

function forkJob(folder: JobFolder, stage: StageName, start: JobStart): ChildProcess {
  const log = openSync(folder.logPath, 'a');
  try {
    return fork(start.program, [folder.path], {
      // Out of the terminal's reach: Ctrl-C there must not stop ffmpeg and the loader under a stage that is saving.
      detached: true,
      // Straight into the log, so that the last words of a crash are in it.
      stdio: ['ignore', log, log, 'ipc'],
      execArgv: [],
      env: {
        ...inheritedEnvironment(),
        ...(stage === 'train' ? trainingProcessEnvironment() : {}),
        ...start.environment,
      },
    });
  } finally {
    closeSync(log);
  }
}

/** Without what VS Code sets for its own processes. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(own), ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) };
}

async function followJob(
  child: ChildProcess,
  folder: JobFolder,
  onEvent: JobStart['onEvent'],
  wasKilled: () => boolean,
): Promise<JobResultEvent> {
  let result: JobResultEvent | undefined;
  child.on('message', (message) => {
    if (!isJobEvent(message)) return;
    if (message.type === 'result') result = message;
    else onEvent?.(message);
  });
  const failedToStart = once(child, 'error').then(([error]) => crash(folder, String(error)));
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(([[code, signal]]) => {
    killGroup(child, 'SIGKILL'); // helpers that a killed job left
    return result ?? (wasKilled() ? cancelled : crash(folder, signal ?? String(code)));
  });
  return await Promise.race([ended, failedToStart]);
}

const cancelled: JobResultEvent = { type: 'result', outcome: 'cancelled' };

function crash(folder: JobFolder, cause: string): JobResultEvent {
  const message =
    cause === 'SIGKILL'
      ? t(
          'The job was killed from outside, perhaps because memory ran out. Its log is {0}; the same command resumes it.',
          folder.logPath,
        )
      : t('The job ended without a word ({0}). Its log is {1}; the same command resumes it.', cause, folder.logPath);
  return { type: 'result', outcome: 'failed', reason: 'crash', message };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}
