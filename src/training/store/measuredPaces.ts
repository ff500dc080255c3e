import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicFile';
import { readRegularText } from '../../files/regularFile';
import { resolveStateFolder } from '../../files/userFolders';
import type { IterationReport, TrainingObserver } from './trainingObserver';

/** How fast a training was on this machine, saves and previews included. */
export interface MeasuredPace {
  /** The path of the folder of the model. */
  readonly modelDir: string;
  readonly trainer: string;
  /** The kind of device: `cpu`, `webgpu`, … */
  readonly device: string;
  /** Number of faces of each side in an iteration. */
  readonly batchSize: number;
  readonly stepsPerSecond: number;
}

const paceSchema = v.array(
  v.object({
    modelDir: v.string(),
    trainer: v.string(),
    device: v.string(),
    batchSize: v.pipe(v.number(), v.minValue(1)),
    stepsPerSecond: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  }),
);

const maxPaces = 100;
const maxPacesBytes = 1 << 20;
/** Fewer iterations say little: the first ones are slower. */
const fewestIterations = 20;

const getPacesPath = () => join(resolveStateFolder(), 'paces.json');

/** Returns the paces of the last trainings on this machine, the latest first; none where none were kept yet. */
export async function readMeasuredPaces(): Promise<MeasuredPace[]> {
  try {
    const { success, output } = v.safeParse(
      paceSchema,
      JSON.parse(await readRegularText(getPacesPath(), maxPacesBytes)),
    );
    return success ? output : [];
  } catch {
    return []; // no training yet, or a damaged file: it is written again
  }
}

async function keepPace(pace: MeasuredPace): Promise<void> {
  const others = (await readMeasuredPaces()).filter(
    ({ modelDir, device }) => modelDir !== pace.modelDir || device !== pace.device,
  );
  await writeFileAtomic(getPacesPath(), `${JSON.stringify([pace, ...others].slice(0, maxPaces), null, 2)}\n`);
}

/** Creates an observer that measures the pace of a training, and keeps it at each save. */
export function createPaceObserver(training: Omit<MeasuredPace, 'stepsPerSecond'>): TrainingObserver {
  let first: IterationReport | undefined;
  let last: IterationReport | undefined;
  return {
    onIteration(report) {
      first ??= report;
      last = report;
    },
    async onSave() {
      if (!first || !last || last.iteration - first.iteration < fewestIterations) return;
      const stepsPerSecond = (last.iteration - first.iteration) / (last.seconds - first.seconds);
      const pace = { ...training, modelDir: resolve(training.modelDir), stepsPerSecond };
      // A figure for the next question to the user is no reason to disturb a training.
      if (Number.isFinite(stepsPerSecond)) await keepPace(pace).catch(() => undefined);
    },
  };
}
