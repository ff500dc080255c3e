import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { hasErrorCode } from '../shared/errors';

/** Names one process for good: a process id alone is given out again after its process has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, in the system's own words; absent where the system does not tell. */
  readonly startTime?: string;
  readonly host: string;
}

export async function readProcessIdentity(pid: number): Promise<ProcessIdentity> {
  const startTime = await readStartTime(pid);
  return { pid, host: hostname(), ...(startTime === undefined ? {} : { startTime }) };
}

/** Whether the process still runs; `undefined` for one on another machine, which cannot be asked. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean | undefined> {
  if (identity.host !== hostname()) return undefined;
  if (!isProcessAlive(identity.pid)) return false;
  return identity.startTime === undefined || identity.startTime === (await readStartTime(identity.pid));
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM'); // there, but another user's
  }
}

async function readStartTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readLinuxStartTime(pid);
  if (process.platform === 'win32') return undefined;
  const answer = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  return answer?.stdout.trim() || undefined;
}

/** Clock ticks from boot to the start of the process: field 22 of proc(5)'s `stat`; a zombie counts as ended. */
async function readLinuxStartTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field, the program's name, may hold blanks and brackets: count from its last bracket.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
}
