import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { hasErrorCode } from '../shared/errors';

/** Identifies one process: a process id alone is used again after its process has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, as the system prints it; absent if the system does not provide it. */
  readonly startTime?: string;
  readonly host: string;
}

export async function readProcessIdentity(pid: number): Promise<ProcessIdentity> {
  const startTime = await readStartTime(pid);
  return { pid, host: hostname(), ...(startTime === undefined ? {} : { startTime }) };
}

/** Returns whether the process still runs; undefined for a process on another machine. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean | undefined> {
  if (identity.host !== hostname()) return undefined;
  if (!isProcessAlive(identity.pid)) return false;
  return identity.startTime === undefined || identity.startTime === (await readStartTime(identity.pid));
}

/** Returns whether a process with this id exists on this machine. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM'); // it runs, but for another user
  }
}

async function readStartTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readLinuxStartTime(pid);
  if (process.platform === 'win32') return undefined;
  const answer = await promisify(execFile)('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  return answer?.stdout.trim() || undefined;
}

/** Returns the clock ticks from boot to the start of the process: field 22 of `stat` in proc(5). A zombie counts as ended. */
async function readLinuxStartTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field, the program's name, may contain blanks and parentheses: count from the last parenthesis.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
}
