import type { GenericSchema, InferOutput } from 'valibot';

/**
 * The calls that a panel may make to the extension host, and the events that the host may send. Both sides check
 * them.
 */
export interface Contract {
  readonly calls: Readonly<Record<string, CallContract>>;
  readonly events: Readonly<Record<string, GenericSchema>>;
}

export interface CallContract {
  readonly argument: GenericSchema;
  readonly result: GenericSchema;
}

export type Argument<C extends Contract, K extends keyof C['calls']> = InferOutput<C['calls'][K]['argument']>;
export type Result<C extends Contract, K extends keyof C['calls']> = InferOutput<C['calls'][K]['result']>;
export type EventValue<C extends Contract, K extends keyof C['events']> = InferOutput<C['events'][K]>;

/** The host's handler of each call. The message of a thrown error reaches the panel. */
export type CallHandlers<C extends Contract> = {
  readonly [K in keyof C['calls']]: (
    argument: Argument<C, K>,
    signal: AbortSignal,
  ) => Result<C, K> | Promise<Result<C, K>>;
};

/** The panel's handler of each event. */
export type EventHandlers<C extends Contract> = {
  readonly [K in keyof C['events']]: (value: EventValue<C, K>) => void;
};
