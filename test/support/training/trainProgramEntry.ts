import type { JobEvent } from '../../../src/shared/jobEvents';
import { train } from '../../../src/stages/train/run';

// Runs the train stage with options given as JSON, and prints its events as lines of JSON.
const emit = (event: JobEvent) => console.log(JSON.stringify(event));
await train(JSON.parse(process.argv[2]!), { signal: new AbortController().signal, emit });
process.exit(0);
