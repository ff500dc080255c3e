/** A training saves hundreds of megabytes on a slow disk in this time. */
export const cancelGraceMs = 60_000;
export const terminateGraceMs = 5_000;

/** Signals a process that was started detached, and all that it has started; one that has ended is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // The group has ended.
  }
}
