import type { JobEvent } from '../../../src/shared/jobEvents';
import { type SortOptions, sort } from '../../../src/stages/sort/run';

// The sort stage as a program that kills itself, as kill -9 does, at the first progress of the phase that it is given.
const [options, fatalPhase] = process.argv.slice(2) as [string, string];
let phase = '';
const emit = (event: JobEvent) => {
  if (event.type === 'phase') phase = event.name;
  if (event.type === 'progress' && phase === fatalPhase) process.kill(process.pid, 'SIGKILL');
};
await sort(JSON.parse(options) as SortOptions, { signal: new AbortController().signal, emit });
