import type { JobResultEvent } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { JobFolder } from './jobFolder';

export const cancelledResult: JobResultEvent = { type: 'result', outcome: 'cancelled' };

/** The result of a job whose process ended without telling one: `cause` is its signal or its exit code. */
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

/** The result of a job whose process is gone, and nobody saw it go. */
export function buildInterruptedResult(folder: JobFolder): JobResultEvent {
  const message = t(
    'The job was interrupted, perhaps by a restart of the machine. See its log, {0}; run the same command to resume it.',
    folder.logPath,
  );
  return { type: 'result', outcome: 'failed', reason: 'crash', message };
}
