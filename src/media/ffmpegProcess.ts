import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findFfmpeg } from './ffmpeg';

export interface FfmpegExit {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** The end of what it wrote to standard error; empty when nothing went wrong. */
  readonly errorOutput: string;
}

/**
 * A running ffmpeg. It never outlives this process: a decoder ends when nobody reads its output any more, an encoder
 * when its input ends, and both pipes close with us, however we die.
 */
export interface FfmpegProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly exit: Promise<FfmpegExit>;
  kill(): void;
}

const maxErrorOutputLength = 4096;

/** Starts ffmpeg with `args`; `signal` kills it. Frames go through its standard input and output. */
export async function startFfmpeg(args: readonly string[], signal?: AbortSignal): Promise<FfmpegProcess> {
  const { ffmpeg } = await findFfmpeg();
  // A session of its own: Ctrl-C in a terminal then reaches us alone, and we say how the files are left.
  const detached = process.platform !== 'win32';
  const child = spawn(ffmpeg, ['-hide_banner', '-v', 'error', '-nostats', ...args], { detached, windowsHide: true });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-maxErrorOutputLength);
  });
  child.stdin.on('error', () => undefined); // EPIPE when it ended early: its exit code and complaints say why
  const kill = () => void child.kill('SIGKILL');
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill, { once: true });
  const ended = new Promise<FfmpegExit>((resolve, reject) => {
    child.once('error', (error) => reject(new UserError(t('ffmpeg could not be started: {0}', error.message))));
    child.once('close', (exitCode) => resolve({ exitCode, errorOutput: complaints.trim() }));
  }).finally(() => signal?.removeEventListener('abort', kill));
  ended.catch(() => undefined); // whoever reads or writes frames awaits it when the pipes have closed
  return { stdin: child.stdin, stdout: child.stdout, exit: ended, kill };
}

/** The last line of a program's output: where ffmpeg says what stopped it. */
export function getLastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
