import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { explainStartError } from '../files/systemErrors';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';

export interface FfmpegExit {
  /** Null if a signal killed the process. */
  readonly exitCode: number | null;
  /** The last part of its standard error; empty if nothing went wrong. */
  readonly errorOutput: string;
}

/**
 * A running ffmpeg. It never outlives this process: a decoder exits when nobody reads its output, an encoder when its
 * input ends, and the system closes both pipes when this process ends.
 */
export interface FfmpegProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly exit: Promise<FfmpegExit>;
  kill(): void;
}

const maxErrorOutputLength = 4096;

/** Starts ffmpeg with `args`; `signal` kills it. Frames pass through its standard input and output. */
export async function startFfmpeg(args: readonly string[], signal?: AbortSignal): Promise<FfmpegProcess> {
  const { ffmpeg } = await findFfmpeg();
  // In its own session, so that Ctrl-C in a terminal reaches only this process, which then cleans up.
  const detached = process.platform !== 'win32';
  const child = spawn(ffmpeg, ['-hide_banner', '-v', 'error', '-nostats', ...args], { detached, windowsHide: true });
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-maxErrorOutputLength);
  });
  child.stdin.on('error', () => undefined); // EPIPE if it exits early: exit code and error output give the reason
  const kill = () => void child.kill('SIGKILL');
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill, { once: true });
  const exit = new Promise<FfmpegExit>((resolve, reject) => {
    child.once('error', (error) =>
      reject(explainStartError(error) ?? new UserError(t('ffmpeg could not be started: {0}', error.message))),
    );
    child.once('close', (exitCode) => resolve({ exitCode, errorOutput: errorOutput.trim() }));
  }).finally(() => signal?.removeEventListener('abort', kill));
  exit.catch(() => undefined); // the reader or writer of frames awaits it after the pipes have closed
  return { stdin: child.stdin, stdout: child.stdout, exit, kill };
}

/** Returns the last line of a program's output, in which ffmpeg states why it stopped. */
export function getLastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
