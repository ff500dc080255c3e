import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { getJournalRoot } from '../../projects/jobPlaces';
import type { JobEvent, JobResultEvent } from '../../shared/jobEvents';
import { checkStageOptions, type StageName } from '../../stages/stages';
import { createJobFolder, type JobFolder, type JobRequest } from '../journal/jobFolder';
import { buildCrashResult, cancelledResult } from '../journal/unexpectedEnd';
import type { CancelMessage } from '../process/parentProcess';
import { isJobEvent } from '../protocol/jobEventSchema';
import { removeSocket } from '../protocol/jobSocket';
import { buildJobEnvironment } from './jobEnvironment';
import { cancelGraceMs, killGroup, terminateGraceMs } from './killGroup';

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

/**
 * Starts `request` in a process of its own, with a journal on disk.
 * @throws UsageError when its options are wrong; UserError when the journal cannot be written.
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
  const failedToStart = once(child, 'error').then(([error]) => buildCrashResult(folder, String(error)));
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(([[code, signal]]) => {
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL'); // helpers that a killed job left
    void removeSocket(folder.path).catch(() => undefined); // the folder was removed too
    return result ?? (wasKilled() ? cancelledResult : buildCrashResult(folder, signal ?? String(code)));
  });
  return await Promise.race([ended, failedToStart]);
}
