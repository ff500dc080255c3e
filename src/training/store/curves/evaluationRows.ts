import {
  type HeldOutFigures,
  type HeldOutMeasure,
  type HeldOutMeasureName,
  heldOutMeasures,
} from '../../../evaluation/measures/heldOutMeasures';

/** Why a model was evaluated: at a save, on few faces; or at a snapshot and at the end of the training, on more. */
export type EvaluationKind = 'save' | 'full';

/** What was measured of a model at some iteration. */
export interface EvaluationEntry {
  readonly iteration: number;
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly kind: EvaluationKind;
  /** Number of held-out faces of both sides that were drawn. */
  readonly faces: number;
  readonly figures: HeldOutFigures;
}

/** An entry, and how many bytes of the log there are up to its end. */
export interface EvaluationRow extends EvaluationEntry {
  readonly end: number;
}

export const evaluationHeadingStart = 'iteration,seconds,kind,faces';
const all: readonly (HeldOutMeasure & { readonly name: HeldOutMeasureName })[] = heldOutMeasures;
export const evaluationHeading = [evaluationHeadingStart, ...all.map(({ name }) => name)].join(',');

/** Longer lines are ignored, and larger numbers are no iterations and no faces. */
const maxLineLength = 4096;
const [maxIteration, maxFaces] = [1e8, 1e5];

/** Returns the line of an entry, without its end. */
export function formatEvaluation({ iteration, seconds, kind, faces, figures }: EvaluationEntry): string {
  const values = all.map(({ name }) => figures[name]?.toPrecision(6) ?? '');
  return [iteration, seconds.toFixed(1), kind, faces, ...values].join(',');
}

/**
 * Parses a log of evaluations: complete lines, each under the last heading above it. Columns that are not known, lines that
 * make no sense and values beyond the range of their measure are left out.
 */
export function parseEvaluations(log: string): EvaluationRow[] {
  const rows: EvaluationRow[] = [];
  let columns: string[] = [];
  let start = 0;
  for (let end = log.indexOf('\n'); end >= 0; end = log.indexOf('\n', start)) {
    const line = end - start <= maxLineLength ? log.slice(start, end).replace(/\r$/, '') : '';
    start = end + 1;
    if (line.startsWith(evaluationHeadingStart)) columns = line.split(',').slice(4);
    else {
      const entry = parseLine(line, columns);
      if (entry) rows.push({ ...entry, end: start });
    }
  }
  return rows;
}

function parseLine(line: string, columns: readonly string[]): EvaluationEntry | undefined {
  const [iterationText = '', secondsText = '', kind, facesText = '', ...values] = line.split(',');
  const [iteration, seconds, faces] = [iterationText, secondsText, facesText].map(parseNumber) as [
    number,
    number,
    number,
  ];
  if (kind !== 'save' && kind !== 'full') return undefined;
  if (!isCount(iteration, maxIteration) || !isCount(faces, maxFaces) || !(seconds >= 0)) return undefined;
  const figures = all.flatMap(({ name, range: [least, most] }): [string, number][] => {
    const value = parseNumber(values[columns.indexOf(name)] ?? '');
    return value >= least && value <= most ? [[name, value]] : [];
  });
  return { iteration, seconds, kind, faces, figures: Object.fromEntries(figures) };
}

function isCount(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function parseNumber(text: string): number {
  return /^-?\d[\d.]{0,20}(e[-+]?\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
}
