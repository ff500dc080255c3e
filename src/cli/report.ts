import type { JobEvent, JobResultEvent, JsonValue } from '../shared/jobEvents';
import { progressWords, stepLine } from '../shared/wording';
import { TerminalLine } from './terminalLine';

/** Tells the events of a job to whoever called the command. */
export interface Report {
  event(event: JobEvent): void;
  end(result: JobResultEvent): void;
}

export type Output = NodeJS.WriteStream;

/** One JSON event a line. */
export function jsonReport(output: Output): Report {
  const print = (event: JobEvent) => void output.write(`${JSON.stringify(event)}\n`);
  return { event: print, end: print };
}

/** For people: a bar on a terminal, lines now and then elsewhere. */
export function textReport(output: Output, errors: Output): Report {
  const line = new TerminalLine(output);
  let phase: { name: string; unit: string } = { name: '', unit: '' };
  return {
    event(event) {
      switch (event.type) {
        case 'phase':
          phase = { name: event.name, unit: event.unit ?? '' };
          return line.begin();
        case 'progress':
          return line.progress(phase.name, progressWords(event, phase.unit), fractionOf(event), isLast(event));
        case 'step':
          return line.step(stepLine(event));
        case 'log':
          return event.level === 'debug' ? undefined : line.print(event.message);
        case 'saved':
        case 'preview':
        case 'result':
          return undefined;
        default:
          return event satisfies never;
      }
    },
    end(result) {
      line.end();
      if (result.summary) output.write(`${summaryLines(result.summary).join('\n')}\n`);
      if (result.message) errors.write(`${result.message}\n`);
    },
  };
}

function fractionOf(event: Extract<JobEvent, { type: 'progress' }>): number | undefined {
  return event.total ? Math.min(1, event.done / event.total) : undefined;
}

function isLast(event: Extract<JobEvent, { type: 'progress' }>): boolean {
  return event.total !== undefined && event.done >= event.total;
}

/** `framesWithFaces` becomes `frames with faces: 264`; a list of records becomes a table. */
function summaryLines(summary: Readonly<Record<string, JsonValue>>): string[] {
  return Object.entries(summary).flatMap(([key, value]) =>
    isTable(value) ? [`${wordsOf(key)}:`, ...tableLines(value)] : [`${wordsOf(key)}: ${textOf(value)}`],
  );
}

type Row = Readonly<Record<string, JsonValue>>;

function isTable(value: JsonValue): value is readonly Row[] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => isRecord(row));
}

function isRecord(value: JsonValue): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A column for each key of the rows, headed by it; numbers stand to the right. */
function tableLines(rows: readonly Row[]): string[] {
  const keys = Object.keys(rows[0]!);
  const columns = keys.map((key) => {
    const values = rows.map((row) => row[key] ?? null);
    const texts = [wordsOf(key), ...values.map(textOf)];
    const width = Math.max(...texts.map(({ length }) => length));
    const isNumeric = values.every((value) => typeof value === 'number');
    return texts.map((text) => (isNumeric ? text.padStart(width) : text.padEnd(width)));
  });
  return [-1, ...rows.keys()].map((row) => `  ${columns.map((cells) => cells[row + 1]).join('  ')}`.trimEnd());
}

function isShape(value: JsonValue): value is readonly number[] {
  return Array.isArray(value) && value.every((extent) => typeof extent === 'number');
}

function wordsOf(key: string): string {
  return key.replace(/_/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(value: JsonValue): string {
  if (Array.isArray(value) && value.length === 0) return '–';
  if (isShape(value)) return value.join(' x ');
  if (Array.isArray(value) && value.every(isShape)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
