import * as v from 'valibot';
import { previewRecordSchema } from '../../shared/previewRecord';
import type { Contract } from '../protocol/contract';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.minValue(0));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const text = v.pipe(v.string(), v.maxLength(2000));
const nothing = v.null();

/** The index of a run in the list of runs; 0 is the monitored model. */
const run = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(1000));
export const maxRunsAtOnce = 8;

/** A value for each span of iterations; null where there is none. */
const values = v.pipe(v.array(v.nullable(v.number())), v.maxLength(10_000));

/**
 * The spans of a curve from number `from` on, each of `span` iterations: span i ends with iteration `(i + 1) * span`.
 */
const curvePart = v.pipe(
  v.object({
    run,
    span: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    /** The number of the first span of this part, and of the whole curve: there is nothing before `start`. */
    from: count,
    start: count,
    lastIteration: count,
    /** When each span ended, in seconds since 1970. */
    seconds: values,
    series: v.pipe(v.array(v.object({ name, mean: values, min: values, max: values })), v.maxLength(64)),
  }),
  v.check(({ seconds, series }) =>
    series.every(({ mean, min, max }) => [mean, min, max].every(({ length }) => length === seconds.length)),
  ),
);

/** What was measured of a run on faces that it is not trained on, in the order of iterations. */
const evaluation = v.object({
  run,
  /** What has stopped improving; null where nothing has, or it cannot be told yet. */
  trend: v.nullable(text),
  points: v.pipe(
    v.array(
      v.object({
        iteration: count,
        /** Since 1970. */
        seconds: amount,
        /** Number of faces. */
        faces: count,
        /** A value for each measure of the view; null where there is none. */
        values: v.pipe(v.array(v.nullable(v.number())), v.maxLength(64)),
      }),
    ),
    v.maxLength(2000),
  ),
});

const status = v.object({
  /** `elsewhere`: it is being trained, but not by a job of this window's project. */
  state: v.picklist(['idle', 'queued', 'running', 'saving', 'elsewhere']),
  iteration: count,
  /** The iteration at which the training stops. */
  target: v.nullable(count),
  lossA: v.nullable(v.number()),
  lossB: v.nullable(v.number()),
  stepsPerSecond: v.nullable(amount),
  secondsLeft: v.nullable(amount),
  device: v.nullable(text),
  memoryBytes: v.nullable(count),
  /** The GPU memory that all programs together use. */
  cardMemoryBytes: v.nullable(count),
  /** How the last training of this model ended, where nothing trains it now; null where that is not known. */
  end: v.nullable(
    v.object({
      outcome: v.picklist(['done', 'failed', 'cancelled', 'lost']),
      /** Why it failed. */
      message: v.nullable(text),
      /** The name of the settings file that has to be corrected. */
      settings: v.nullable(text),
    }),
  ),
  /** How far the model is, and what to do next; null while it is trained, and before. */
  verdict: v.nullable(text),
});

const previews = v.object({
  /** The URI of the folder of the pictures, without a slash at the end. */
  base: v.pipe(v.string(), v.maxLength(4096)),
  record: v.nullable(previewRecordSchema),
});

const view = v.object({
  model: v.pipe(v.string(), v.maxLength(256)),
  status,
  previews,
  /** By which a model is measured while it trains. */
  measures: v.pipe(
    v.array(v.object({ name, label: text, unit: text, better: v.picklist(['higher', 'lower']) })),
    v.maxLength(64),
  ),
  /** The runs that can be compared: this model first, then the other models of the project. */
  runs: v.pipe(v.array(v.object({ name: v.pipe(v.string(), v.maxLength(256)) })), v.maxLength(1001)),
});

/** The calls and events between the page of the training monitor and the host. */
export const trainingContract = {
  calls: {
    /** Everything to show except the curves. */
    view: { argument: nothing, result: view },
    /** Follows these runs from now on, and returns their whole curves. */
    follow: {
      argument: v.pipe(v.array(run), v.maxLength(maxRunsAtOnce)),
      result: v.pipe(v.array(curvePart), v.maxLength(maxRunsAtOnce)),
    },
    /**
     * The iterations `first` to `last` of a run in spans as fine as can be read at once; null where they are no
     * finer.
     */
    closer: {
      argument: v.pipe(
        v.object({ run, first: v.pipe(count, v.minValue(1)), last: v.pipe(count, v.minValue(1)) }),
        v.check(({ first, last }) => first <= last),
      ),
      result: v.nullable(curvePart),
    },
    /** What was measured of the runs that are followed; those of which nothing was measured are left out. */
    evaluations: { argument: nothing, result: v.pipe(v.array(evaluation), v.maxLength(maxRunsAtOnce)) },
    /** Sends a command to the running training; false where nothing is training or the command is unknown. */
    control: { argument: v.picklist(['preview', 'save', 'snapshot', 'stop']), result: v.boolean() },
    /** Does what can be done with a model that nothing trains, or opens what says why its training failed. */
    proceed: {
      argument: v.picklist(['trainOn', 'previewSwap', 'convert', 'openLog', 'openSettings']),
      result: nothing,
    },
  },
  events: {
    status,
    previews,
    /** New spans of a curve, which replace its spans from `from` on. */
    curve: curvePart,
    /** All that was measured of a run, whenever that has changed. */
    evaluation,
  },
} as const satisfies Contract;

export type TrainingContract = typeof trainingContract;
export type CurveMessage = v.InferOutput<typeof curvePart>;
export type EvaluationMessage = v.InferOutput<typeof evaluation>;
export type ShownMeasure = TrainingView['measures'][number];
export type TrainingStatus = v.InferOutput<typeof status>;
export type TrainingView = v.InferOutput<typeof view>;
export type TrainingPreviews = v.InferOutput<typeof previews>;
export type NextStep = v.InferOutput<(typeof trainingContract)['calls']['proceed']['argument']>;
export type TrainingEnd = NonNullable<TrainingStatus['end']>;
export type TrainingCommand = v.InferOutput<(typeof trainingContract)['calls']['control']['argument']>;
