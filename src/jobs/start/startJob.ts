import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { getJournalRoot } from '../../projects/jobPlaces';
import type { JobEvent, JobResultEvent } from '../../shared/jobEvents';
import { checkStageOptions, type StageName } from '../../stages/stages';
import { createJobFolder } from '../journal/createJobFolder';
import type { JobFolder, JobRequest } from '../journal/jobFolder';
import type { CancelMessage } from '../process/parentProcess';
import { isJobEvent } from '../protocol/jobEventSchema';
import { removeSocket } from '../protocol/jobSocket';
import {
  buildCrashResult,
  buildJobEnvironment,
  buildStartFailure,
  canceledResult,
  cancelGraceMs,
  killGroup,
  terminateGraceMs,
} from './childProcess';

export interface JobStart {
  /** The bundle of the job process: `dist/job.mjs`. */
  readonly program: string;
  /** Variables to set in the environment of the job, in addition to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  onEvent?(event: JobEvent): void;
}

/** A job whose process is a child of this one. */
export interface RunningJob {
  readonly folder: JobFolder;
  /** Never rejects: however the process ends, there is a result. */
  readonly result: Promise<JobResultEvent>;
  /** Asks the stage to save and end. It is killed when it has not ended after the grace time. */
  cancel(): void;
  /** Kills it; what it has saved stays. */
  kill(): void;
}

/**
 * Starts a job in a separate process, with a journal on disk.
 * @throws UsageError when its options are wrong, UserError when the journal cannot be written
 */
export async function startJob(request: JobRequest, start: JobStart): Promise<RunningJob> {
  const options = checkStageOptions(request.stage, request.options);
  const folder = await createJobFolder(getJournalRoot(request.stage, options), request);
  const child = forkJob(folder, request.stage, start);
  let killed = false;
  const signalGroup = (signal: NodeJS.Signals) => {
    killed = true;
    if (child.pid !== undefined) killGroup(child.pid, signal);
  };
  const timers: NodeJS.Timeout[] = [];
  const schedule = (ms: number, act: () => void) => timers.push(setTimeout(act, ms));
  const result = followJob(child, folder, start.onEvent, () => killed).finally(() => timers.forEach(clearTimeout));
  return {
    folder,
    result,
    kill: () => signalGroup('SIGKILL'),
    cancel() {
      // When this fails the process has just ended, which its exit reports.
      if (child.connected) child.send({ type: 'cancel' } satisfies CancelMessage, () => undefined);
      schedule(cancelGraceMs, () => signalGroup('SIGTERM'));
      schedule(cancelGraceMs + terminateGraceMs, () => signalGroup('SIGKILL'));
    },
  };
}

function forkJob(folder: JobFolder, stage: StageName, start: JobStart): ChildProcess {
  const log = openSync(folder.logPath, 'a');
  try {
    return fork(start.program, [folder.path], {
      // Ctrl-C at the terminal must not reach the job: it would stop ffmpeg and the loader while the stage saves.
      detached: true,
      // The process writes to the log directly, so that the last words of a crash are in it.
      stdio: ['ignore', log, log, 'ipc'],
      execArgv: [],
      env: buildJobEnvironment(stage, start.environment),
    });
  } finally {
    closeSync(log);
  }
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
  const failedToStart = once(child, 'error').then(([error]) => buildStartFailure(folder, error));
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(([[code, signal]]) => {
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL'); // processes that a killed job has left
    void removeSocket(folder.path).catch(() => undefined); // its folder was removed too
    return result ?? (wasKilled() ? canceledResult : buildCrashResult(folder, signal ?? String(code)));
  });
  return await Promise.race([ended, failedToStart]);
}
