import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { JobQueue } from './jobQueue';
import { runQueue } from './queueRunner';

const [root = '', program = '', stay] = process.argv.slice(2);

/**
 * The first process only starts the second and ends: thus the second is nobody's child, and whoever ends a window with
 * all of its descendants does not find it.
 */
if (stay === 'stay') await runQueue(root, program);
else {
  const log = openSync(new JobQueue(root).logPath, 'a');
  const self = process.argv[1] ?? '';
  spawn(process.execPath, [self, root, program, 'stay'], {
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  }).unref();
  closeSync(log);
}
