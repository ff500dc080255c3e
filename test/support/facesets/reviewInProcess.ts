import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReviewRequest } from '../../../src/jobs/review/reviewClient';
import { PanelChannel } from '../../../src/panels/protocol/panelChannel';
import { type ApplyProgress, reviewServiceContract } from '../../../src/panels/review/contract';

/**
 * Loaded before a program: from the first file that a review or sort stages on it counts renames, and kills the process, as kill -9
 * does, before that of the number KILL_AT.
 */
const killer = `
  import files from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  const { rename } = files;
  let renames = -1;
  files.rename = async (...args) => {
    if (renames >= 0 || /staging-|\\.sorting/.test(args[1])) renames++;
    if (renames === Number(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL');
    return await rename(...args);
  };
  syncBuiltinESMExports();
`;

/** Writes the module that kills the program which loads it, and returns the environment that kills it at a rename. */
export async function writeKiller(folder: string): Promise<(atRename: number) => Record<string, string>> {
  const path = join(folder, 'killer.mjs');
  await writeFile(path, killer);
  return (atRename) => ({ NODE_OPTIONS: `--import=${path}`, KILL_AT: String(atRename) });
}

export interface ReviewListeners {
  readonly env?: Record<string, string>;
  onApplying?(progress: ApplyProgress): void;
  onFollowed?(news: { readonly message: string }): void;
  onLost?(news: { readonly message: string }): void;
  onMeasured?(progress: { readonly done: number; readonly total: number }): void;
}

/** Starts the process of a review from its bundle; `ended` resolves with the signal that ended it, null where it ended itself. */
export function startReview(
  program: string,
  request: Omit<ReviewRequest, 'locale'>,
  { env = {}, onApplying, onFollowed, onLost, onMeasured }: ReviewListeners = {},
) {
  const child = fork(program, [JSON.stringify({ ...request, locale: 'en' })], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ...env },
  });
  const ignore = () => undefined;
  const events = {
    applying: onApplying ?? ignore,
    followed: onFollowed ?? ignore,
    lost: onLost ?? ignore,
    measured: onMeasured ?? ignore,
    notice: ignore,
  };
  const channel = new PanelChannel(reviewServiceContract, events, (message) => {
    if (child.connected) child.send(message, () => undefined);
  });
  child.on('message', (message) => channel.receive(message));
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string,
  }));
  return { channel, ended, close: () => child.connected && child.disconnect() };
}
