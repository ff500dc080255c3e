import type { JobEvent } from '../../../src/shared/jobEvents';
import { extract } from '../../../src/stages/extract/run';

// The extract stage as a program: its options as JSON in, its events as lines of JSON out.
const emit = (event: JobEvent) => console.log(JSON.stringify(event));
await extract(JSON.parse(process.argv[2]!), { signal: new AbortController().signal, emit });
process.exit(0);
