import * as v from 'valibot';
import type { JobEvent } from '../../shared/jobEvents';
import { isJobEvent } from './jobEventSchema';

/**
 * What goes over the socket of a running job: one JSON object a line, in both directions. Every line that arrives at
 * the job is answered: with `answer`, or with `refused` when it is none of these.
 */
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const requestSchema = v.variant('type', [
  /** From now on tell what happens, beginning with how the job stands. */
  v.strictObject({ type: v.literal('follow'), id }),
  /** Save and end. */
  v.strictObject({ type: v.literal('cancel'), id }),
  v.strictObject({ type: v.literal('control'), id, command: v.picklist(['save', 'snapshot', 'preview']) }),
]);

export type JobSocketRequest = v.InferOutput<typeof requestSchema>;

const createEventSchema = <T extends JobEvent['type']>(type: T) =>
  v.custom<Extract<JobEvent, { type: T }>>((value) => isJobEvent(value) && value.type === type);

const snapshotSchema = v.object({
  state: v.picklist(['queued', 'running', 'saving']),
  phase: v.optional(createEventSchema('phase')),
  progress: v.optional(createEventSchema('progress')),
  step: v.optional(createEventSchema('step')),
});

/** How far a job is: for who comes to follow it in the middle. `queued`: it waits for another to let go of its place. */
export type JobSnapshot = v.InferOutput<typeof snapshotSchema>;

const messageSchema = v.variant('type', [
  /** `done`: whether the job does what was asked; a stage need not know every request. */
  v.object({ type: v.literal('answer'), id, done: v.boolean() }),
  v.object({ type: v.literal('refused'), reason: v.string() }),
  v.object({ type: v.literal('standing'), standing: snapshotSchema }),
  v.object({ type: v.literal('event'), event: v.custom<JobEvent>(isJobEvent) }),
]);

export type JobSocketMessage = v.InferOutput<typeof messageSchema>;

/** Characters; a request is short, an event may carry a long line of the log. */
export const maxRequestLength = 4096;
export const maxMessageLength = 1 << 20;

/** What a line asks for; undefined for anything but a sound request. */
export function parseJobRequest(line: string): JobSocketRequest | undefined {
  return parse(requestSchema, line);
}

/** What a line tells; undefined for anything but a sound message. */
export function parseJobMessage(line: string): JobSocketMessage | undefined {
  return parse(messageSchema, line);
}

function parse<T extends v.GenericSchema>(schema: T, line: string): v.InferOutput<T> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // no JSON: as little a message as any other rubbish
  }
  const { success, output } = v.safeParse(schema, value, { abortEarly: true });
  return success ? output : undefined;
}
