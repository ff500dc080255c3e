import type { JsonValue } from './jobEvents';

/** `framesWithFaces` becomes `frames with faces: 264`; a list of records becomes a table. */
export function formatSummary(summary: Readonly<Record<string, JsonValue>>): string[] {
  return Object.entries(summary).flatMap(([key, value]) =>
    isTable(value) ? [`${formatKey(key)}:`, ...formatTable(value)] : [`${formatKey(key)}: ${formatValue(value)}`],
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
function formatTable(rows: readonly Row[]): string[] {
  const keys = Object.keys(rows[0]!);
  const columns = keys.map((key) => {
    const values = rows.map((row) => row[key] ?? null);
    const texts = [formatKey(key), ...values.map(formatValue)];
    const width = Math.max(...texts.map(({ length }) => length));
    const isNumeric = values.every((value) => typeof value === 'number');
    return texts.map((text) => (isNumeric ? text.padStart(width) : text.padEnd(width)));
  });
  return [-1, ...rows.keys()].map((row) => `  ${columns.map((cells) => cells[row + 1]).join('  ')}`.trimEnd());
}

function isShape(value: JsonValue): value is readonly number[] {
  return Array.isArray(value) && value.every((extent) => typeof extent === 'number');
}

function formatKey(key: string): string {
  return key.replace(/_/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function formatValue(value: JsonValue): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '–';
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  if (isShape(value)) return value.join(' x ');
  if (Array.isArray(value) && value.every(isShape)) return value.map(formatValue).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
