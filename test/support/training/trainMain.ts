import type { JobEvent } from '../../../src/shared/jobEvents';
import { train } from '../../../src/stages/train/run';

// The train stage as a program: its options as JSON in, its events as lines of JSON out.
const emit = (event: JobEvent) => console.log(JSON.stringify(event));
await train(JSON.parse(process.argv[2]!), { signal: new AbortController().signal, emit });
process.exit(0);
