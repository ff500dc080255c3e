/** A mistake or a circumstance that the user can act on: one clear sentence saying what, which file, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The user asked for wrong usage of a command: unknown option, missing value, value out of range. */
export class UsageError extends UserError {}

/** The user cancelled; what was committed before stays. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('Cancelled');
  }
}

/** Throws {@link CancelledError} once `signal` is aborted: stages call it between frames, batches and steps. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}

/** The message of anything thrown. */
export function getErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether `error` is a Node system error with one of `codes` (`ENOENT`, `ENOSPC`, …). */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
