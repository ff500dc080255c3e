import type { JobEvent } from '../../shared/jobEvents';

type Kind = 'text' | 'count' | 'number' | 'object';
type Field = Kind | `${Kind}?`;

/** The fields of each event: what another process says is looked at before it is believed. */
const fields: { readonly [T in JobEvent['type']]: Readonly<Record<string, Field>> } = {
  phase: { name: 'text', total: 'count?', unit: 'text?' },
  progress: { done: 'count', total: 'count?', unitsPerSecond: 'number?', secondsLeft: 'number?' },
  log: { level: 'text', message: 'text' },
  step: {
    iteration: 'count',
    lossA: 'number',
    lossB: 'number',
    stepsPerSecond: 'number?',
    secondsLeft: 'number?',
    device: 'text?',
    memoryBytes: 'count?',
    cardMemoryBytes: 'count?',
  },
  preview: { path: 'text' },
  saved: { path: 'text', iteration: 'count?' },
  result: { outcome: 'text', reason: 'text?', message: 'text?', summary: 'object?' },
};

const words: Readonly<Record<string, readonly string[]>> = {
  level: ['debug', 'info', 'warning', 'error'],
  outcome: ['done', 'failed', 'cancelled'],
  reason: ['usage', 'user', 'bug', 'crash'],
};

/** Whether something that arrived from a job's process or stands in a journal is one of its events. */
export function isJobEvent(value: unknown): value is JobEvent {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(fields, type)) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.entries(fields[type as JobEvent['type']]).every(([name, field]) => isField(name, field, record[name]));
}

function isField(name: string, field: Field, value: unknown): boolean {
  if (value === undefined || value === null) return field.endsWith('?'); // NaN arrives as null
  switch (field.replace('?', '') as Kind) {
    case 'text':
      return typeof value === 'string' && (words[name]?.includes(value) ?? true);
    case 'count':
      return typeof value === 'number' && value >= 0;
    case 'number':
      return typeof value === 'number';
    case 'object':
      return typeof value === 'object';
  }
}
