import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { JobControl } from '../../../shared/jobEvents';
import type { PreviewPicture } from '../../../shared/previewRecord';
import { readPreviewRecord } from '../../../training/preview/previewFolder';
import type { LossCurve } from '../../../training/store/curves/lossCurve';
import { LossLogFollower } from '../../../training/store/curves/lossLogFollower';
import { getLossLogPath } from '../../../training/store/lossLog';
import type { CallHandlers } from '../../protocol/contract';
import type {
  CurveMessage,
  EvaluationMessage,
  NextStep,
  TrainingContract,
  TrainingPreviews,
  TrainingStatus,
} from '../contract';
import { EvaluationFollower, listShownMeasures } from './evaluationFollower';
import { judgeTraining } from './trainingVerdict';

/** A model whose losses can be shown. */
export interface MonitoredRun {
  readonly name: string;
  /** The path of the folder of the model. */
  readonly path: string;
}

/** How much of a log is read at most for a zoomed range. */
const maxZoomBytes = 64 * 2 ** 20;

interface FollowedRun {
  readonly log: LossLogFollower;
  readonly evaluations: EvaluationFollower;
  /** The spans that the page already has: all before number `end`, of `span` iterations each. */
  sent: { readonly span: number; readonly end: number };
}

/**
 * Reads what the training monitor shows from the folders of the models, without contact to the training itself. Each
 * call returns only changes; the memory does not grow with the length of a training.
 */
export class TrainingMonitor {
  readonly #runs: readonly MonitoredRun[];
  readonly #followed = new Map<number, FollowedRun>();
  #record: TrainingPreviews['record'] = null;

  /** @param runs the model that is monitored, then the models whose losses can be compared with its own */
  constructor(runs: readonly [MonitoredRun, ...MonitoredRun[]]) {
    this.#runs = runs;
  }

  get runs(): readonly { readonly name: string }[] {
    return this.#runs.map(({ name, path }) => ({ name: (name || basename(path)).slice(0, 256) }));
  }

  /** The log of the monitored model, as far as it was read. */
  get ownLog(): LossLogFollower {
    return this.#getLog(0).log;
  }

  /** Follows only these runs from now on, and returns their whole curves. Unknown runs are ignored. */
  async follow(runs: readonly number[], signal?: AbortSignal): Promise<CurveMessage[]> {
    const followedRuns = new Set(runs.filter((run) => run < this.#runs.length));
    for (const run of [...this.#followed.keys()]) if (run !== 0 && !followedRuns.has(run)) this.#followed.delete(run);
    const messages: CurveMessage[] = [];
    for (const run of followedRuns) {
      const followed = this.#getLog(run);
      await followed.log.update(signal);
      messages.push(this.#buildWholeCurve(run, followed));
    }
    return messages;
  }

  /** Returns what was added to the curves since the last call. */
  async readNewCurveParts(): Promise<CurveMessage[]> {
    const messages: CurveMessage[] = [];
    for (const [run, followed] of this.#followed) {
      const { restarted, rows } = await followed.log.update();
      if (restarted) messages.push(this.#buildWholeCurve(run, followed));
      else if (rows > 0) messages.push(this.#buildNewPart(run, followed));
    }
    return messages;
  }

  /** Returns all that was measured of the followed runs, of which something was measured. */
  async readEvaluations(): Promise<EvaluationMessage[]> {
    for (const { evaluations } of this.#followed.values()) evaluations.forget();
    return await this.readNewEvaluations();
  }

  /** The same of those where that has changed since the last call. */
  async readNewEvaluations(): Promise<EvaluationMessage[]> {
    const read = [...this.#followed].map(([run, { evaluations }]) => evaluations.readNews(run));
    return (await Promise.all(read)).filter((message) => message !== undefined);
  }

  /** Returns a part of a curve in finer spans than the whole curve; null where none can be read. */
  async readZoomed(run: number, first: number, last: number, signal: AbortSignal): Promise<CurveMessage | null> {
    const log = this.#followed.get(run)?.log;
    if (!log) return null;
    if (last - first >= log.curve.lastIteration || log.curve.span === 1) return null;
    const curve = await log.readDetail(first, last, maxZoomBytes, signal);
    return curve && curve.span < log.curve.span ? buildCurveMessage(run, curve) : null;
  }

  /** Says how far the monitored model is; undefined where nothing was read of it. */
  judge(): string | undefined {
    return judgeTraining(this.ownLog.curve, this.lastPreview);
  }

  /** The latest preview that was read. */
  get lastPreview(): PreviewPicture | undefined {
    return this.#record?.pictures.at(-1);
  }

  /** Returns the record of previews if it has changed since the last reading, else undefined. */
  async readNewPreviews(): Promise<TrainingPreviews['record'] | undefined> {
    const before = this.#record?.pictures.at(-1);
    const record = await this.readPreviews();
    const now = record?.pictures.at(-1);
    return before?.iteration === now?.iteration && before?.seconds === now?.seconds ? undefined : record;
  }

  /** Reads the record of previews; null where there are none yet. */
  async readPreviews(): Promise<TrainingPreviews['record']> {
    this.#record = (await readPreviewRecord(this.#runs[0]!.path)) ?? null;
    return this.#record;
  }

  #getLog(run: number): FollowedRun {
    const known = this.#followed.get(run);
    if (known) return known;
    const log = new LossLogFollower(getLossLogPath(this.#runs[run]!.path));
    const evaluations = new EvaluationFollower(this.#runs[run]!.path);
    const followed = { log, evaluations, sent: { span: 1, end: 0 } };
    this.#followed.set(run, followed);
    return followed;
  }

  #buildWholeCurve(run: number, followed: FollowedRun): CurveMessage {
    const { curve } = followed.log;
    followed.sent = { span: curve.span, end: curve.end };
    return buildCurveMessage(run, curve);
  }

  /** Returns the new spans and the last known one, which may have grown. */
  #buildNewPart(run: number, followed: FollowedRun): CurveMessage {
    const { curve } = followed.log;
    if (curve.span !== followed.sent.span) return this.#buildWholeCurve(run, followed);
    const from = followed.sent.end - 1;
    followed.sent = { span: curve.span, end: curve.end };
    return buildCurveMessage(run, curve, from);
  }
}

const maxArchivedRuns = 100;

/** Returns the states of a model that were archived when an earlier save was restored, the latest first. */
export async function listArchivedRuns({ path }: MonitoredRun): Promise<MonitoredRun[]> {
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(`${basename(path)}_archived_`))
    .map(({ name }) => name);
  return names
    .sort()
    .reverse()
    .slice(0, maxArchivedRuns)
    .map((name) => ({ name, path: join(dirname(path), name) }));
}

/** Returns the spans of a curve from number `from` on, as a message for the page. */
export function buildCurveMessage(run: number, curve: LossCurve, from?: number): CurveMessage {
  const part = curve.slice(from);
  const series = [...part.series].map(([name, { mean, min, max }]) => ({
    name,
    mean: roundForPlot(mean, 6),
    min: roundForPlot(min, 4),
    max: roundForPlot(max, 4),
  }));
  return {
    run,
    span: part.span,
    from: part.from,
    start: part.start,
    lastIteration: curve.lastIteration,
    seconds: roundForPlot(part.seconds, 12),
    series,
  };
}

/** Rounds values to the digits that a plot can show, so that messages are short; null for what is not finite. */
function roundForPlot(values: Float64Array, digits: number): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : null));
}

/** The functions of the panel that the handlers call. */
export interface MonitorHost {
  status(): TrainingStatus;
  /** Sends a command to the job that trains; false where none does, or the command is unknown. */
  control(command: JobControl): Promise<boolean>;
  stop(): Promise<boolean>;
  proceed(step: NextStep): Promise<unknown>;
  /** The URI of the folder from which the page loads the pictures. */
  readonly previewBase: string;
}

/** Returns the host's handlers for the calls of the page. */
export function createMonitorHandlers(
  monitor: TrainingMonitor,
  surroundings: MonitorHost,
): CallHandlers<TrainingContract> {
  return {
    async view(_, signal) {
      await monitor.ownLog.update(signal);
      const record: TrainingPreviews['record'] = await monitor.readPreviews();
      const { runs } = monitor;
      const previews = { base: surroundings.previewBase, record };
      return {
        model: runs[0]!.name,
        status: surroundings.status(),
        previews,
        measures: listShownMeasures(),
        runs: [...runs],
      };
    },
    follow: (runs, signal) => monitor.follow(runs, signal),
    evaluations: () => monitor.readEvaluations(),
    closer: ({ run, first, last }, signal) => monitor.readZoomed(run, first, last, signal),
    control: (command) => (command === 'stop' ? surroundings.stop() : surroundings.control(command)),
    async proceed(step) {
      await surroundings.proceed(step);
      return null;
    },
  };
}
