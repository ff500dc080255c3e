import type { FilePlace } from './errors';
import type { StoredText } from './storedText';

/** What the text at a place of an event was made of. */
export interface EventText {
  /** The keys that lead to it, such as `summary` and `deviceReason`. */
  readonly path: readonly string[];
  readonly text: StoredText;
}

interface WithTexts {
  /** What the texts for users were made of; absent before the event is stored, and in journals of earlier versions. */
  readonly texts?: readonly EventText[];
}

/**
 * An event of a running job. The same records go through the job's socket to its followers, into its `events.ndjson`, and
 * with `--json` to standard output.
 */
export type JobEvent = WithTexts & Event;

type Event =
  /** The stage started a phase; `total` is absent if it is unknown. */
  | { readonly type: 'phase'; readonly name: string; readonly total?: number; readonly unit?: string }
  /** `done` of the phase's `total`; rate in units a second, time left in seconds. Throttled by the sender. */
  | {
      readonly type: 'progress';
      readonly done: number;
      readonly total?: number | undefined;
      readonly unitsPerSecond?: number | undefined;
      readonly secondsLeft?: number | undefined;
    }
  /** One line for the log. */
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      /** Whether it is about what the job begins with, such as its device: of no interest at its end. */
      readonly isAboutStart?: boolean | undefined;
    }
  /** A training step; losses are those of the two sides. */
  | {
      readonly type: 'step';
      readonly iteration: number;
      readonly lossA: number;
      readonly lossB: number;
      readonly stepsPerSecond?: number | undefined;
      readonly secondsLeft?: number | undefined;
      /** The folder of the model, where the job trains several. */
      readonly model?: string;
      /** The name of the device that computes the steps. */
      readonly device?: string;
      /** The memory of the training process, without the memory of a GPU. */
      readonly memoryBytes?: number;
      /** Used of the memory of the GPU that computes, by all programs; where the system tells. */
      readonly cardMemoryBytes?: number | undefined;
    }
  /** A preview picture was written: a training preview, the first converted frame. */
  | { readonly type: 'preview'; readonly path: string }
  /** Everything up to this event survives a kill. */
  | { readonly type: 'saved'; readonly path: string; readonly iteration?: number }
  /** The last event of a job. */
  | JobResultEvent;

export interface JobResultEvent extends WithTexts {
  readonly type: 'result';
  readonly outcome: 'done' | 'failed' | 'cancelled';
  /** The cause of a failure: wrong usage, something the user can resolve, a bug, or a crash of native code. */
  readonly reason?: 'usage' | 'user' | 'bug' | 'crash' | undefined;
  /** The error message of a failure. */
  readonly message?: string;
  /** The line of a text file, such as a `train.ini`, that caused a failure. */
  readonly place?: FilePlace | undefined;
  /** Counts and paths of what the stage read and wrote. */
  readonly summary?: Readonly<Record<string, JsonValue>>;
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Requests to a running job: save, write a snapshot of the model, draw a new preview. */
export type JobControl = 'save' | 'snapshot' | 'preview';

/** The environment of a stage: how it is canceled, reports events, and receives requests. */
export interface JobContext {
  /** Aborted when the user cancels; a stage then saves what it can and throws `CanceledError`. */
  readonly signal: AbortSignal;
  /** The id of the job, or of the job that it resumes. */
  readonly id?: string;
  /** Whether somebody waits for it at a terminal, where the same command once more also resumes. */
  readonly isAtTerminal?: boolean;
  emit(event: JobEvent): void;
  /** Registers a listener for requests; a stage that never calls this supports none. */
  onControl?(listener: (command: JobControl) => void): void;
}
