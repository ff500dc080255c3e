/**
 * What a job says while it runs. The same records go over the wire to whoever follows the job, into its
 * `events.ndjson`, and to standard output under `--json`.
 */
export type JobEvent =
  /** The stage began a phase; `total` is absent where it cannot be known. */
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
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }
  /** A training step; losses are those of the two sides. */
  | {
      readonly type: 'step';
      readonly iteration: number;
      readonly lossA: number;
      readonly lossB: number;
      readonly stepsPerSecond?: number | undefined;
      readonly secondsLeft?: number | undefined;
      /** What computes the steps, in words. */
      readonly device?: string;
      /** Of the process that trains; a GPU's own memory is not in it. */
      readonly memoryBytes?: number;
      /** Used of the memory of the GPU that computes, by all programs; where the system tells. */
      readonly cardMemoryBytes?: number | undefined;
    }
  /** A picture worth looking at was written (training preview, first converted frame). */
  | { readonly type: 'preview'; readonly path: string }
  /** A commit point: everything up to here survives a kill. */
  | { readonly type: 'saved'; readonly path: string; readonly iteration?: number }
  /** The last event of a job. */
  | JobResultEvent;

export interface JobResultEvent {
  readonly type: 'result';
  readonly outcome: 'done' | 'failed' | 'cancelled';
  /** Whose fault a failure is: the options', the circumstances', the program's, or that of its native code. */
  readonly reason?: 'usage' | 'user' | 'bug' | 'crash' | undefined;
  /** The clear sentence of a failure. */
  readonly message?: string;
  /** What the stage found and wrote: counts and paths. */
  readonly summary?: Readonly<Record<string, JsonValue>>;
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What a running job may be asked for, beside ending: a save, a snapshot of the model, a fresh preview. */
export type JobControl = 'save' | 'snapshot' | 'preview';

/** What a pipeline stage gets from whoever runs it. */
export interface JobContext {
  /** Aborted when the user cancels; a stage then saves what it can and throws `CancelledError`. */
  readonly signal: AbortSignal;
  emit(event: JobEvent): void;
  /** Calls `listener` for what the job is asked for; a stage that never calls this knows no such requests. */
  onControl?(listener: (command: JobControl) => void): void;
}
