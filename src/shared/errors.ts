/** A line of a text file. */
export interface FilePlace {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** A problem that the user can resolve: its message says what is wrong, in which file, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** @param place where in a text file the problem is */
  constructor(
    message: string,
    readonly place?: FilePlace,
  ) {
    super(message);
  }
}

/** A command was called in a wrong way: unknown option, missing value, value out of range. */
export class UsageError extends UserError {}

/** The user canceled the job; results that were saved before stay. */
export class CanceledError extends Error {
  override readonly name = 'CanceledError';
  constructor() {
    super('Canceled');
  }
}

/** Throws a {@link CanceledError} if `signal` is aborted; stages call it between frames, batches and steps. */
export function throwIfCanceled(signal: AbortSignal): void {
  if (signal.aborted) throw new CanceledError();
}

/** Returns the message of a thrown value. */
export function getErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Returns whether `error` is a system error of Node with one of `codes` (`ENOENT`, `ENOSPC`, …). */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
