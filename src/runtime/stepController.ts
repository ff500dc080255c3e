import { autoclipInput } from '../tensor/gradientClipping';
import { lossScaleInput } from '../tensor/stepPlan';
import { applyInput, learningRateInput, stepInput, type TrainingStep } from '../tensor/trainingStep';

/** The state that the controller has learned from past steps. It is saved with the weights: one array for each adaptive part. */
export type AdaptiveState = ReadonlyMap<string, Float32Array>;

const normsName = 'gradientNorms';
const scaleName = 'lossScale';
/** All names that an {@link AdaptiveState} can have. */
export const adaptiveStateNames: readonly string[] = [normsName, scaleName];

export interface ControlOptions {
  /** Number of steps that the optimizer's state has seen. */
  readonly iteration?: number;
  readonly adaptiveState?: AdaptiveState;
}

/** Computes a step's control inputs (learning rate, step number, …) and adapts them to what each step reports. */
export class StepController {
  readonly #accumulation: number;
  readonly #norms?: GradientNormHistory;
  readonly #lossScale?: LossScale;
  /** The loss scales of the steps that have been fed but have not reported yet. */
  readonly #usedScales: number[] = [];
  #iteration: number;

  constructor(
    private readonly step: TrainingStep,
    { iteration = 0, adaptiveState }: ControlOptions = {},
  ) {
    const { accumulation = 1, clipping, usesLossScale } = step.source;
    this.#accumulation = accumulation;
    if (clipping?.kind === 'autoclip')
      this.#norms = new GradientNormHistory(clipping.percentile, clipping.history, adaptiveState?.get(normsName));
    if (usesLossScale) this.#lossScale = new LossScale(adaptiveState?.get(scaleName));
    this.#iteration = iteration;
  }

  /** Number of steps so far that were finite and so changed the state. */
  get iteration(): number {
    return this.#iteration;
  }

  /** The state that lets a later session continue as this one would. */
  get adaptiveState(): AdaptiveState {
    return new Map([
      ...(this.#norms ? [[normsName, this.#norms.arrivalOrder] as const] : []),
      ...(this.#lossScale ? [[scaleName, this.#lossScale.storedState] as const] : []),
    ]);
  }

  /** Whether the next step must run alone, because its report decides the loss scale of the one after it. */
  get isSearchingLossScale(): boolean {
    return this.#lossScale?.hasFitted === false;
  }

  /** Returns the values of {@link TrainingStep.controls} for the next step. */
  createFeeds(learningRate: number): Readonly<Record<string, Float32Array>> {
    const values: Readonly<Record<string, readonly number[]>> = {
      [learningRateInput]: [learningRate],
      [stepInput]: [Math.floor(this.#iteration / this.#accumulation) + 1],
      [applyInput]: [this.#isApplied ? 1 : 0],
      [autoclipInput]: this.#norms?.percentileNeighbors ?? [],
      [lossScaleInput]: [this.#lossScale?.value ?? 1],
    };
    if (this.#lossScale) this.#usedScales.push(this.#lossScale.value);
    const names = Object.keys(this.step.controls);
    return Object.fromEntries(names.map((name) => [name, Float32Array.from(values[name]!)]));
  }

  /** Must be called with each step's report, in order. A step that was not finite has not changed the state. */
  observe({ finite, gradientNorm }: Readonly<Record<string, number>>): void {
    this.#lossScale?.observe(finite === 1, this.#usedScales.shift()!);
    if (finite !== 1) return;
    if (gradientNorm !== undefined && this.#isApplied) this.#norms?.add(gradientNorm);
    this.#iteration++;
  }

  /** Whether the next step applies the accumulated gradients. */
  get #isApplied(): boolean {
    return (this.#iteration + 1) % this.#accumulation === 0;
  }
}

/** Stands for a norm that does not exist: larger than all norms that do. */
const missingNorm = 3e38;

/** The norms of past gradients, sorted, for autoclip (tensor/gradientClipping). */
class GradientNormHistory {
  readonly #ascending: number[];
  readonly #arrived: number[];

  /**
   * @param history number of steps that count, the next one included; 0 for all
   * @param earlierNorms norms of earlier sessions, in order of arrival
   */
  constructor(
    private readonly percentile: number,
    private readonly history: number,
    earlierNorms: ArrayLike<number> = [],
  ) {
    const usable = Array.from(earlierNorms).filter((norm) => norm >= 0 && norm < missingNorm);
    this.#arrived = history === 0 ? usable : usable.slice(Math.max(0, usable.length - history + 1));
    this.#ascending = this.#arrived.toSorted((a, b) => a - b);
  }

  /** The norms that count for the next step, in order of arrival. */
  get arrivalOrder(): Float32Array {
    return Float32Array.from(this.#arrived);
  }

  add(norm: number): void {
    this.#ascending.splice(this.#findPlace(norm), 0, norm);
    this.#arrived.push(norm);
    if (this.history > 0 && this.#arrived.length >= this.history)
      this.#ascending.splice(this.#findPlace(this.#arrived.shift()!), 1);
  }

  /**
   * What the step needs to find the percentile once its own norm is among the others: the three norms around the
   * percentile's place, ascending, and the fraction of the way from that place to the next one.
   */
  get percentileNeighbors(): readonly [number, number, number, number] {
    const rank = (this.percentile / 100) * this.#ascending.length;
    const place = Math.floor(rank);
    const getNorm = (index: number) => (index < 0 ? 0 : (this.#ascending[index] ?? missingNorm));
    return [getNorm(place - 1), getNorm(place), getNorm(place + 1), rank - place];
  }

  /** Returns the place of the first norm that is not smaller, by binary search. */
  #findPlace(norm: number): number {
    let [low, high] = [0, this.#ascending.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ascending[middle]! < norm) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Number of steps without an overflow after which a larger scale is tried. */
const growthInterval = 2000;

/** The largest scale: a loss of 1 times this scale is still finite in float16. */
const maxScale = 2 ** 16;

/**
 * The number that the loss is multiplied by so that its gradients fit float16 (Micikevicius et al. 2018, "Mixed
 * precision training", arXiv 1710.03740). It is halved when a gradient overflows, and doubled after many steps without
 * overflow.
 */
class LossScale {
  #value = maxScale;
  #stepsSinceChange = 0;
  #hasFitted = false;

  /** @param storedState the {@link LossScale.storedState} of an earlier session */
  constructor(storedState?: ArrayLike<number>) {
    const [value = 0, steps = 0] = Array.from(storedState ?? []);
    if (!(value >= 1 && value <= maxScale && steps >= 0)) return;
    this.#value = value;
    this.#stepsSinceChange = steps;
    this.#hasFitted = true;
  }

  get value(): number {
    return this.#value;
  }

  /** The scale and the number of steps since it changed. Empty if no step has run yet or the last one overflowed. */
  get storedState(): Float32Array {
    return Float32Array.from(this.#hasFitted ? [this.#value, this.#stepsSinceChange] : []);
  }

  /** Whether the last step did not overflow. Until this is true, each step decides the scale of the next one. */
  get hasFitted(): boolean {
    return this.#hasFitted;
  }

  /**
   * @param fits whether the gradients of the step were finite
   * @param usedScale the scale of that step. If the scale has been lowered since, an overflow says nothing about it
   */
  observe(fits: boolean, usedScale: number): void {
    this.#hasFitted = fits;
    if (!fits && usedScale > this.#value) return;
    this.#stepsSinceChange++;
    if (fits && this.#stepsSinceChange < growthInterval) return;
    this.#value = fits ? Math.min(maxScale, this.#value * 2) : Math.max(1, this.#value / 2);
    this.#stepsSinceChange = 0;
  }
}
