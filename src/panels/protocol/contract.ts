import type { GenericSchema, InferOutput } from 'valibot';

/** What a panel may ask of the extension host, and what the host may tell it. Both sides check what arrives. */
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

/** How the host answers each call. What is thrown reaches the panel as a sentence. */
export type CallHandlers<C extends Contract> = {
  readonly [K in keyof C['calls']]: (
    argument: Argument<C, K>,
    signal: AbortSignal,
  ) => Result<C, K> | Promise<Result<C, K>>;
};

/** What the panel does at each event. */
export type EventHandlers<C extends Contract> = {
  readonly [K in keyof C['events']]: (value: EventValue<C, K>) => void;
};
