import { explainSystemError } from '../../files/systemErrors';
import { getErrorMessage, UserError } from '../../shared/errors';
import type { JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { getStage, type StageName } from '../../stages/stages';
import type { JobFolder } from '../journal/jobFolder';

// Shared by all code that starts the process of a job and waits for its end.

/** Milliseconds from a cancel to SIGTERM: a training saves hundreds of megabytes on a slow disk in this time. */
export const cancelGraceMs = 60_000;
/** Milliseconds from SIGTERM to SIGKILL. */
export const terminateGraceMs = 5_000;

/** Signals a process that was started detached, and all that it has started; one that has ended is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // The group has ended.
  }
}

/** Returns the environment of this process for one of our processes: without what VS Code sets for its own. */
export function getInheritedEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(own), ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) };
}

/** Returns the environment of a job on `stage`; variables in `more` win. */
export function buildJobEnvironment(stage: StageName, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...getInheritedEnvironment(), ...getStage(stage).getEnvironment?.(), ...more };
}

export const canceledResult: JobResultEvent = { type: 'result', outcome: 'cancelled' };

/** Returns the result of a job whose process ended without one; `cause` is its signal or its exit code. */
export function buildCrashResult(folder: JobFolder, cause: string): JobResultEvent {
  const message =
    cause === 'SIGKILL'
      ? t(
          'The job was killed from outside, perhaps because memory ran out. See its log, {0}; run the same command to resume it.',
          folder.logPath,
        )
      : t(
          'The job ended without giving a reason ({0}). See its log, {1}; run the same command to resume it.',
          cause,
          folder.logPath,
        );
  return { type: 'result', outcome: 'failed', reason: 'crash', message };
}

/** Returns the result of a job whose process could not be started. */
export function buildStartFailure(folder: JobFolder, error: unknown): JobResultEvent {
  const known = explainSystemError(error, folder.path);
  if (!(known instanceof UserError)) return buildCrashResult(folder, getErrorMessage(error));
  return { type: 'result', outcome: 'failed', reason: 'user', message: known.message };
}

/** Returns the result of a job whose process is gone, and nobody knows how it ended. */
export function buildInterruptedResult(folder: JobFolder): JobResultEvent {
  const message = t(
    'The job was interrupted, perhaps by a restart of the machine. See its log, {0}; run the same command to resume it.',
    folder.logPath,
  );
  return { type: 'result', outcome: 'failed', reason: 'crash', message };
}
