import { stat } from 'node:fs/promises';
import { type HeldOutMeasureName, heldOutMeasures } from '../../../evaluation/measures/heldOutMeasures';
import { chooseEvenly } from '../../../shared/chooseEvenly';
import { localize } from '../../../shared/l10n';
import { describeTrends } from '../../../training/store/curves/describeTrends';
import {
  type EvaluationEntry,
  getEvaluationLogPath,
  readEvaluationLog,
} from '../../../training/store/curves/evaluationLog';
import { findTrends } from '../../../training/store/curves/trends';
import type { EvaluationMessage, ShownMeasure } from '../contract';

/** The evaluations of a million iterations take a tenth of it; a longer log would keep VS Code waiting. */
const maxFollowedBytes = 4 << 20;
/** A plot shows no more points. */
const shownPoints = 1000;

/** Follows the log of what is measured of a model while it trains. */
export class EvaluationFollower {
  readonly #modelDir: string;
  #seen = '';

  constructor(modelDir: string) {
    this.#modelDir = modelDir;
  }

  /** Returns what the log holds, for a page, where it has changed since the last call. A missing log counts as empty. */
  async readNews(run: number): Promise<EvaluationMessage | undefined> {
    const file = await stat(getEvaluationLogPath(this.#modelDir)).catch(() => undefined); // nothing was measured yet
    const now = file && file.size <= maxFollowedBytes ? `${file.mtimeMs} ${file.size}` : '';
    if (now === this.#seen) return undefined;
    this.#seen = now;
    return createMessage(run, now === '' ? [] : await readEvaluationLog(this.#modelDir));
  }

  /** Makes the next call return all that the log holds. */
  forget(): void {
    this.#seen = '';
  }
}

/** Returns the measures, for a page, in the order of their values in each message. */
export function listShownMeasures(): ShownMeasure[] {
  return heldOutMeasures.map(({ name, label, unit, better }) => ({
    ...{ name, better },
    label: localize(label),
    unit: localize(unit),
  }));
}

/** Evaluations of more faces are for the end; the curve is of the kind that is more frequent, by which trends are told, too. */
function createMessage(run: number, entries: readonly EvaluationEntry[]): EvaluationMessage {
  const [saves, full] = (['save', 'full'] as const).map((kind) => entries.filter((entry) => entry.kind === kind));
  const shown = saves!.length >= full!.length ? saves! : full!;
  const last = entries.at(-1);
  const round = (value: number | undefined) => (value === undefined ? null : Number(value.toPrecision(5)));
  return {
    run,
    trend: (last && describeTrends(findTrends(entries), last.iteration))?.slice(0, 2000) ?? null,
    points: [...chooseEvenly(shown.slice(0, -1), shownPoints), ...shown.slice(-1)].map(
      ({ iteration, seconds, faces, figures }) => ({
        ...{ iteration, seconds, faces },
        values: heldOutMeasures.map(({ name }) => round(figures[name as HeldOutMeasureName])),
      }),
    ),
  };
}
