import { autoclipInput } from '../tensor/gradientClipping';
import { lossScaleInput } from '../tensor/stepPlan';
import { applyInput, learningRateInput, stepInput, type TrainingStep } from '../tensor/trainingStep';
import { GradientNormHistory } from './gradientNorms';
import { LossScale } from './lossScale';

/** What steps have taught beside the state, by names of {@link adaptiveStateNames}: arrays of any length. */
export type AdaptiveState = ReadonlyMap<string, Float32Array>;

const normsName = 'gradientNorms';
const scaleName = 'lossScale';
export const adaptiveStateNames: readonly string[] = [normsName, scaleName];

export interface ControlOptions {
  /** Steps that the optimizer's state has seen. */
  readonly iteration?: number;
  readonly adaptiveState?: AdaptiveState;
}

/** Makes what a step is fed beside batch and state, and learns from what the step reports. */
export class StepController {
  readonly #accumulation: number;
  readonly #norms?: GradientNormHistory;
  readonly #lossScale?: LossScale;
  /** Of the steps that were fed and have not reported yet. */
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

  /** Steps that changed the state so far. */
  get iteration(): number {
    return this.#iteration;
  }

  /** What a later session is to be given to go on as this one would. */
  get adaptiveState(): AdaptiveState {
    return new Map([
      ...(this.#norms ? [[normsName, this.#norms.arrivalOrder] as const] : []),
      ...(this.#lossScale ? [[scaleName, this.#lossScale.storedState] as const] : []),
    ]);
  }

  /** Whether the next step is to be made by itself, because what follows it depends on what it reports. */
  get isSearchingLossScale(): boolean {
    return this.#lossScale?.hasFitted === false;
  }

  /** The content of {@link TrainingStep.controls} for the next step. */
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

  /** To be told what each step reported, in order. A step that was not finite has left the state as it was. */
  observe({ finite, gradientNorm }: Readonly<Record<string, number>>): void {
    this.#lossScale?.observe(finite === 1, this.#usedScales.shift()!);
    if (finite !== 1) return;
    if (gradientNorm !== undefined && this.#isApplied) this.#norms?.add(gradientNorm);
    this.#iteration++;
  }

  /** Whether the next step makes an update of what has been accumulated. */
  get #isApplied(): boolean {
    return (this.#iteration + 1) % this.#accumulation === 0;
  }
}
