import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { JobQueue } from './jobQueue';
import { runQueue } from './queueRunner';

const [root = '', program = '', stay] = process.argv.slice(2);

// The entry point of `dist/queue.mjs`. The first process only starts a second one and ends, so that the second has no parent:
// closing a window ends all of its child processes, and must not end the queue.
if (stay === 'stay') await runQueue(root, program);
else {
  const log = openLog();
  const self = process.argv[1] ?? '';
  spawn(process.execPath, [self, root, program, 'stay'], {
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  }).unref();
  if (log !== 'ignore') closeSync(log);
}

/** Opens the log; on a full disk the queue runs without one. */
function openLog(): number | 'ignore' {
  try {
    return openSync(new JobQueue(root).logPath, 'a');
  } catch {
    return 'ignore';
  }
}
