import * as v from 'valibot';
import type { JobEvent } from '../../shared/jobEvents';

const text = v.string();
const count = v.pipe(v.number(), v.minValue(0));
/** NaN and infinite numbers arrive as null, as JSON has neither. */
const optionalCount = v.nullish(count);
const optionalNumber = v.nullish(v.number());
const optionalText = v.nullish(text);

type Fields<T extends JobEvent['type']> = {
  readonly [K in Exclude<keyof Extract<JobEvent, { type: T }>, 'type' | 'texts'>]-?: v.GenericSchema;
};

const fields: { readonly [T in JobEvent['type']]: Fields<T> } = {
  phase: { name: text, total: optionalCount, unit: optionalText },
  progress: { done: count, total: optionalCount, unitsPerSecond: optionalNumber, secondsLeft: optionalNumber },
  log: {
    level: v.picklist(['debug', 'info', 'warning', 'error']),
    message: text,
    isAboutStart: v.nullish(v.boolean()),
  },
  step: {
    iteration: count,
    lossA: v.number(),
    lossB: v.number(),
    stepsPerSecond: optionalNumber,
    secondsLeft: optionalNumber,
    model: optionalText,
    device: optionalText,
    memoryBytes: optionalCount,
    cardMemoryBytes: optionalCount,
  },
  preview: { path: text },
  saved: { path: text, iteration: optionalCount },
  result: {
    outcome: v.picklist(['done', 'failed', 'cancelled']),
    reason: v.nullish(v.picklist(['usage', 'user', 'bug', 'crash'])),
    message: optionalText,
    place: v.nullish(v.object({ path: text, line: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) })),
    summary: v.nullish(v.custom<object>((value) => typeof value === 'object')),
  },
};

const eventSchema = v.variant(
  'type',
  Object.entries(fields).map(([type, entries]) => v.looseObject({ type: v.literal(type), ...entries })),
);

/** Returns whether a value from the process of a job, or from a journal, is an event. Other processes are not trusted. */
export function isJobEvent(value: unknown): value is JobEvent {
  return v.is(eventSchema, value);
}
