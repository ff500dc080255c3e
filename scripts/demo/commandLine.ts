import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { CanceledError, UserError } from '../../src/shared/errors';

/** The exit code of a command that Ctrl-C ended. */
export const cancelledExitCode = 130;

/** The commands that were run, as one would type them. */
export const typedCommands: string[] = [];

/**
 * Runs one step through the command line, its progress on this terminal, and prints the command, so that who watches
 * learns it. After `stopAfterMs` it is stopped as by Ctrl-C, on which a training saves.
 */
export async function runFaceswap(args: readonly string[], stopAfterMs?: number): Promise<void> {
  const command = ['node', 'dist/cli.mjs', ...args.map(quoteArgument)].join(' ');
  typedCommands.push(command);
  console.log(`\n$ ${command}`);
  const child = spawn(process.execPath, ['dist/cli.mjs', ...args], { stdio: 'inherit' });
  let timeIsUp = false;
  const stop = () => {
    timeIsUp = true;
    child.kill('SIGINT');
  };
  const timer = stopAfterMs === undefined ? undefined : setTimeout(stop, stopAfterMs);
  const code = await waitForExitCode(child).finally(() => clearTimeout(timer));
  if (code === cancelledExitCode && !timeIsUp) throw new CanceledError();
  if (code !== 0 && code !== cancelledExitCode)
    throw new UserError(`The demo stopped: the step above ended with exit code ${code}.`);
}

/** Waits for `child`, which Ctrl-C reaches as well: it saves and ends before this process does. */
async function waitForExitCode(child: ChildProcess): Promise<number> {
  const wait = () => undefined;
  process.on('SIGINT', wait);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? cancelledExitCode;
  } finally {
    process.off('SIGINT', wait);
  }
}

/** A path below this folder is shown relative; what a shell would split is quoted. */
function quoteArgument(arg: string): string {
  const below = arg.startsWith(process.cwd()) ? relative('.', arg) : arg;
  return /^[\w./:=-]+$/.test(below) ? below : `'${below.replaceAll("'", "'\\''")}'`;
}
