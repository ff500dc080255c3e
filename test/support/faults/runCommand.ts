import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import type { CommandResult, RunCommand } from './stageCases';

/**
 * Returns a function that runs commands of the command line at `cli`; one that hangs is killed and has the code null. What is
 * called `review` here is no command of it, but done by the bundle of reviewCommand.ts at `reviewCommand`.
 */
export function createRunCommand(cli: string, reviewCommand: string, timeoutMs = 120_000): RunCommand {
  return async (args, folder, more = {}) => {
    const program =
      args[0] === 'review' ? [reviewCommand, join(dirname(cli), 'review.mjs'), ...args.slice(1)] : [cli, ...args];
    const env = { ...process.env, LC_ALL: 'C', FACESWAP_STATE: join(folder, 'state'), ...more };
    const child = spawn(process.execPath, program, {
      cwd: folder,
      env,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...output } satisfies CommandResult;
  };
}
