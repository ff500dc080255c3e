import * as v from 'valibot';
import { previewRecordSchema } from '../../shared/previewRecord';
import type { Contract } from '../protocol/contract';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.minValue(0));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const text = v.pipe(v.string(), v.maxLength(2000));
const nothing = v.null();

/** Number of a run in the list of runs; 0 is the model that the monitor is of. */
const run = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1000));
export const maxRunsAtOnce = 8;

/** A value for each stretch; null where there is none. */
const values = v.pipe(v.array(v.nullable(v.number())), v.maxLength(10_000));

/** The stretches from number `from` on, each of `span` iterations: stretch i ends with iteration `(i + 1) * span`. */
const curvePart = v.pipe(
  v.object({
    run,
    span: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    /** Number of the first stretch of this part, and of the whole curve: what is before `start` is gone. */
    from: count,
    start: count,
    lastIteration: count,
    /** When each stretch ended, since 1970. */
    seconds: values,
    series: v.pipe(v.array(v.object({ name, mean: values, min: values, max: values })), v.maxLength(64)),
  }),
  v.check(({ seconds, series }) =>
    series.every(({ mean, min, max }) => [mean, min, max].every(({ length }) => length === seconds.length)),
  ),
);

const status = v.object({
  /** `elsewhere`: it trains, but not as a job of this window's project. */
  state: v.picklist(['idle', 'queued', 'running', 'saving', 'elsewhere']),
  iteration: count,
  /** Train until the model has had so many. */
  target: v.nullable(count),
  lossA: v.nullable(v.number()),
  lossB: v.nullable(v.number()),
  stepsPerSecond: v.nullable(amount),
  secondsLeft: v.nullable(amount),
  device: v.nullable(text),
  memoryBytes: v.nullable(count),
  /** Used of the GPU's own, by all programs. */
  cardMemoryBytes: v.nullable(count),
});

const previews = v.object({
  /** Address of the folder of the pictures, without a slash at its end. */
  base: v.pipe(v.string(), v.maxLength(4096)),
  record: v.nullable(previewRecordSchema),
});

const view = v.object({
  model: v.pipe(v.string(), v.maxLength(256)),
  status,
  previews,
  /** What can be laid over each other: this model first, then the other models of the project. */
  runs: v.pipe(v.array(v.object({ name: v.pipe(v.string(), v.maxLength(256)) })), v.maxLength(1001)),
});

/** What the training monitor asks of the host, and hears from it. */
export const trainingContract = {
  calls: {
    /** All there is to show but the curves. */
    view: { argument: nothing, result: view },
    /** Follows these runs from now on; gives their whole curves. */
    follow: {
      argument: v.pipe(v.array(run), v.maxLength(maxRunsAtOnce)),
      result: v.pipe(v.array(curvePart), v.maxLength(maxRunsAtOnce)),
    },
    /** The iterations `first`..`last` of a run in as fine stretches as can be read at once; null where that is no finer. */
    closer: {
      argument: v.pipe(
        v.object({ run, first: v.pipe(count, v.minValue(1)), last: v.pipe(count, v.minValue(1)) }),
        v.check(({ first, last }) => first <= last),
      ),
      result: v.nullable(curvePart),
    },
    /** Asks the running training for something; false where it does not know what. */
    control: { argument: v.picklist(['preview', 'save', 'snapshot', 'stop']), result: v.boolean() },
  },
  events: {
    status,
    previews,
    /** What came to a curve: replaces its stretches from `from` on. */
    curve: curvePart,
  },
} as const satisfies Contract;

export type TrainingContract = typeof trainingContract;
export type CurveMessage = v.InferOutput<typeof curvePart>;
export type TrainingStatus = v.InferOutput<typeof status>;
export type TrainingView = v.InferOutput<typeof view>;
export type TrainingPreviews = v.InferOutput<typeof previews>;
export type TrainingCommand = v.InferOutput<(typeof trainingContract)['calls']['control']['argument']>;
