import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';
import type { JobEvent } from '../../shared/jobEvents';
import { isJobEvent } from './jobEventSchema';

// The messages over the socket of a running job: one JSON object per line, in both directions. Every line that arrives at the
// job is answered: with `answer`, or with `refused` when it is not a valid request. A job may be older than the program
// that follows it, so the names on the wire stay as they are (a snapshot is called `standing`).

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const requestSchema = v.variant('type', [
  /** Asks for a snapshot of the job now, and for all events from now on. */
  v.strictObject({ type: v.literal('follow'), id }),
  /** Asks the job to save and end. */
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

/** How far a job is, for a program that begins to follow it. A `queued` job waits until another releases its locks. */
export type JobSnapshot = v.InferOutput<typeof snapshotSchema>;

const messageSchema = v.variant('type', [
  /** `done`: whether the job does what was asked; not every stage supports every request. */
  v.object({ type: v.literal('answer'), id, done: v.boolean() }),
  v.object({ type: v.literal('refused'), reason: v.string() }),
  v.object({ type: v.literal('standing'), standing: snapshotSchema }),
  v.object({ type: v.literal('event'), event: v.custom<JobEvent>(isJobEvent) }),
]);

export type JobSocketMessage = v.InferOutput<typeof messageSchema>;

/** Characters: a request is short, an event may carry a long line of the log. */
export const maxRequestLength = 4096;
export const maxMessageLength = 1 << 20;

/** Returns the request in a line; undefined for anything else. */
export function parseJobRequest(line: string): JobSocketRequest | undefined {
  return parseLine(requestSchema, line);
}

/** Returns the message in a line; undefined for anything else. */
export function parseJobMessage(line: string): JobSocketMessage | undefined {
  return parseLine(messageSchema, line);
}

function parseLine<T extends v.GenericSchema>(schema: T, line: string): v.InferOutput<T> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // not JSON
  }
  const { success, output } = v.safeParse(schema, value, { abortEarly: true });
  return success ? output : undefined;
}

/** Returns the snapshot of a job after `event`: it holds the last phase and step, and the last progress of that phase. */
export function applyEvent(snapshot: JobSnapshot, event: JobEvent): JobSnapshot {
  switch (event.type) {
    case 'phase': {
      const { progress: _, ...rest } = snapshot;
      return { ...rest, phase: event };
    }
    case 'progress':
      return { ...snapshot, progress: event };
    case 'step':
      return { ...snapshot, step: event };
    default:
      return snapshot;
  }
}

/** Joins UTF-8 that arrives in pieces and splits it into lines. */
export class LineSplitter {
  readonly #maxLength: number;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** @param maxLength of a line, in characters */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Returns the lines that `piece` completes; undefined once a line is too long, after which nothing can be read. */
  push(piece: Uint8Array): string[] | undefined {
    const lines = (this.#rest + this.#decoder.write(piece)).split('\n');
    this.#rest = lines.pop() ?? '';
    const isTooLong = [...lines, this.#rest].some(({ length }) => length > this.#maxLength);
    return isTooLong ? undefined : lines;
  }
}
