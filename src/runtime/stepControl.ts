import { autoclipInput } from '../tensor/gradientClipping';
import { lossScaleInput } from '../tensor/stepPlan';
import { applyInput, learningRateInput, stepInput, type TrainingStep } from '../tensor/trainingStep';
import { GradientNorms } from './gradientNorms';
import { LossScale } from './lossScale';

/** Makes what a step is fed beside batch and state, and learns from what the step reports. */
export class StepControl {
  readonly #accumulation: number;
  readonly #norms: GradientNorms | undefined;
  readonly #lossScale: LossScale | undefined;
  /** Of the steps that were fed and have not reported yet. */
  readonly #usedScales: number[] = [];
  #iteration: number;

  /** @param iteration steps that the optimizer's state has seen */
  constructor(
    private readonly step: TrainingStep,
    iteration = 0,
  ) {
    const { accumulation = 1, clipping, scaledLoss } = step.source;
    this.#accumulation = accumulation;
    this.#norms = clipping?.kind === 'autoclip' ? new GradientNorms(clipping.percentile, clipping.history) : undefined;
    this.#lossScale = scaledLoss ? new LossScale() : undefined;
    this.#iteration = iteration;
  }

  /** Steps that changed the state so far. */
  get iteration(): number {
    return this.#iteration;
  }

  /** Whether the next step is to be made by itself, because what follows it depends on what it reports. */
  get isSearching(): boolean {
    return this.#lossScale?.hasFitted === false;
  }

  /** The content of {@link TrainingStep.controls} for the next step. */
  feeds(learningRate: number): Readonly<Record<string, Float32Array>> {
    const values: Readonly<Record<string, readonly number[]>> = {
      [learningRateInput]: [learningRate],
      [stepInput]: [Math.floor(this.#iteration / this.#accumulation) + 1],
      [applyInput]: [this.#isApplied ? 1 : 0],
      [autoclipInput]: this.#norms?.neighbours ?? [],
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
