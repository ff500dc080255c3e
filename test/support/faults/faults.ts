import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What `faultHook.mjs` does in the processes of a command. */
export interface FaultPlan {
  /** Only in these programs; in all of them when absent. */
  readonly programs?: readonly ('cli' | 'job' | 'queue' | 'loader' | 'review')[];
  /** The calls that count: names (`rename`, `unlink`, `sync`, `started`) or kinds (`read`, `write`, `change`); all when absent. */
  readonly calls?: readonly string[];
  /** Only calls on a path that contains this. */
  readonly path?: string;
  /** The number of the call at which the fault occurs, from 1. */
  readonly at?: number;
  /** Whether the fault stays: all later calls fail, too. */
  readonly lasting?: boolean;
  /**
   * What happens there: an error of the system; `kill`, as by kill -9; `orphan`, by which the parent of the program ends
   * before the program can listen for that.
   */
  readonly fault?: 'kill' | 'orphan' | 'EIO' | 'ENOSPC' | 'EMFILE' | 'EROFS' | 'EACCES';
  /** Bytes that this process may write before the disk is full. */
  readonly room?: number;
  /** The path of a file for all calls, one line each. */
  readonly log?: string;
}

/** A call of a process, as the hook writes it into its log. */
export interface LoggedCall {
  readonly program: string;
  readonly kind: 'read' | 'write' | 'overwrite' | 'change' | 'sync' | 'connect' | 'start';
  readonly name: string;
  readonly paths: readonly string[];
}

/** Returns the variables by which a command and all processes that it starts meet the faults of a plan. */
export function buildFaultEnvironment(plan: FaultPlan): NodeJS.ProcessEnv {
  const hook = resolve('test/support/faults/faultHook.mjs');
  return { NODE_OPTIONS: `--import=${hook}`, FACESWAP_FAULTS: JSON.stringify(plan) };
}

export function readLoggedCalls(log: string): LoggedCall[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedCall);
}
