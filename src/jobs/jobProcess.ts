import { runJob } from './runJob';
import { stages } from './stages';

await runJob(process.argv[2] ?? '', stages);
