import { runJob } from './runJob';

// The entry point of `dist/job.mjs`: the process of one job.

await runJob(process.argv[2] ?? '');
