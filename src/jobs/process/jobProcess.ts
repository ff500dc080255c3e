import { stages } from '../../stages/stages';
import { runJob } from './runJob';

await runJob(process.argv[2] ?? '', stages);
