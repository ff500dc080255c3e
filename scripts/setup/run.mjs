import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `command` in the repository with this terminal's streams; resolves with its exit code (128 + n for a signal's). */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    // Ctrl-C reaches the child as well; this process stays until the child has saved and ended.
    const wait = () => undefined;
    process.on('SIGINT', wait);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Returns the output of `command`, or `undefined` where it does not exist or fails. */
export function readOutput(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 16 << 20, windowsHide: true });
  return status === 0 ? stdout : undefined;
}

/** Prints what is being done, on standard error. */
export const say = (line) => process.stderr.write(`${line}\n`);
