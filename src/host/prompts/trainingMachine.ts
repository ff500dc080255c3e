import { availableParallelism, cpus } from 'node:os';
import * as v from 'valibot';
import { startJob } from '../../jobs/start/startJob';
import type { TrainingMachine } from '../../training/models/rankModels';
import type { Services } from '../services';
import { buildJobEnvironment } from '../settings';

/** A driver that does not answer must not keep the user from the next question. */
const patienceMs = 8000;

const summarySchema = v.object({
  auto: v.string(),
  devices: v.array(v.object({ device: v.string(), name: v.string(), memoryGib: v.nullable(v.number()) })),
});

let known: Promise<TrainingMachine | undefined> | undefined;

/**
 * Returns what would train on this machine. The devices are tested once for each window, in a process of their own; until
 * that has ended, and where it fails, the answer is the processor.
 */
export async function findTrainingMachine(services: Services): Promise<TrainingMachine> {
  known ??= testDevices(services).catch(() => undefined);
  const patience = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patienceMs).unref());
  return (await Promise.race([known, patience])) ?? describeProcessor();
}

async function testDevices({ jobProgram }: Services): Promise<TrainingMachine | undefined> {
  const request = { stage: 'devices', options: {}, locale: 'en' } as const;
  const job = await startJob(request, { program: jobProgram, environment: buildJobEnvironment() });
  const { success, output } = v.safeParse(summarySchema, (await job.result).summary);
  const row = success ? output.devices.find(({ device }) => device === output.auto) : undefined;
  if (!row || row.device === 'cpu') return undefined;
  const memory = row.memoryGib === null ? {} : { memoryGb: row.memoryGib };
  return { device: row.device, name: row.name, threads: availableParallelism(), ...memory };
}

function describeProcessor(): TrainingMachine {
  return { device: 'cpu', name: cpus()[0]?.model.trim() ?? '', threads: availableParallelism() };
}
