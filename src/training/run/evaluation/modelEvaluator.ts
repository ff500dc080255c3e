import { availableParallelism } from 'node:os';
import type { HeldOutFigures } from '../../../evaluation/measures/heldOutMeasures';
import { computeCosine } from '../../../evaluation/measures/identity';
import { computeLuma } from '../../../evaluation/planes';
import { chooseEvenly } from '../../../shared/chooseEvenly';
import { getErrorMessage } from '../../../shared/errors';
import type { JobContext } from '../../../shared/jobEvents';
import { t } from '../../../shared/l10n';
import type { EvaluationEntry, EvaluationKind } from '../../store/curves/evaluationLog';
import type { ModelWeights } from '../../store/trainingObserver';
import { drawFaces } from './drawFaces';
import {
  type EvaluatorParts,
  type EvaluatorSettings,
  facesByKind,
  prepareParts,
  type SwapFace,
} from './evaluatorParts';
import { measureHeadDetail, openFaceGlance } from './faceGlance';
import { type ReconstructionValues, type SwapValues, summarizeFaces } from './faceValues';
import { type HeldOutFace, layBack } from './heldOutPictures';
import { computePsnr, computeSsim } from './reconstruction';

/** More threads help these small networks little. */
const mostThreads = 4;

/** What was measured at a save. */
export interface Evaluation extends EvaluationEntry {
  /** Of the faces that every save is measured by, so that all saves can be compared. */
  readonly comparable: HeldOutFigures;
}

/** Measures a model on faces that it is not trained on. */
export class ModelEvaluator {
  #hasFailed = false;

  private constructor(
    private readonly setup: EvaluatorSettings,
    private readonly parts: EvaluatorParts,
    private readonly job: JobContext,
  ) {}

  /** Reads the held-out faces and opens the networks; undefined where no face is held out or none can be measured. */
  static async open(setup: EvaluatorSettings, job: JobContext): Promise<ModelEvaluator | undefined> {
    if (setup.divided.a.heldOut.length === 0) return undefined;
    const glance = await openFaceGlance(Math.min(mostThreads, setup.threads ?? availableParallelism()));
    try {
      const parts = await prepareParts(setup, glance);
      if (parts) return new ModelEvaluator(setup, parts, job);
      warnOfFailure(job, t('none of them can be recognized'));
    } catch (error) {
      warnOfFailure(job, getErrorMessage(error));
    }
    await glance.release();
    return undefined;
  }

  /** Starts the clock of the training, of whose time evaluation may take a small share. */
  start(): void {
    this.parts.time.start();
  }

  /** The share of the time of the training that evaluation has taken, 0..1. */
  get share(): number {
    return this.parts.time.share;
  }

  /**
   * Measures the model; undefined where that would take too much of the training's time, after a cancellation, and where it
   * fails: training goes on all the same.
   * @param isLast whether this is the end of the training, which is always measured
   */
  async evaluate(moment: ModelWeights, kind: EvaluationKind, isLast: boolean): Promise<Evaluation | undefined> {
    if (this.#hasFailed || this.job.signal.aborted) return undefined;
    const kinds: readonly EvaluationKind[] = kind === 'full' ? ['full', 'save'] : ['save'];
    const chosen = isLast ? kind : kinds.find((one) => this.parts.time.allows(this.#count(one)));
    if (chosen === undefined) return undefined;
    try {
      return await this.parts.time.measure(this.#count(chosen), () => this.#evaluate(moment, chosen));
    } catch (error) {
      this.#hasFailed = true;
      warnOfFailure(this.job, getErrorMessage(error));
      return undefined;
    }
  }

  release(): Promise<void> {
    return this.parts.glance.release();
  }

  #count(kind: EvaluationKind): number {
    const { a, b } = this.parts;
    return Math.min(a.length, facesByKind[kind]) + Math.min(b.length, facesByKind[kind]);
  }

  async #evaluate({ iteration, weights }: ModelWeights, kind: EvaluationKind): Promise<Evaluation | undefined> {
    const [a, b] = [this.#choose(this.parts.a, kind), this.#choose(this.parts.b, kind)];
    const inputs = (faces: readonly HeldOutFace[]) => faces.map(({ input }) => input);
    const ofA = await drawFaces(this.setup, inputs(a), ['a', 'b'], weights);
    const ofB = await drawFaces(this.setup, inputs(b), ['b'], weights);
    const swaps = new Map<HeldOutFace, SwapValues>();
    for (const [i, face] of a.entries()) {
      if (this.job.signal.aborted) return undefined;
      swaps.set(face, await this.#measureSwap(face, ofA.b[i]!));
    }
    const own = new Map<HeldOutFace, ReconstructionValues>();
    for (const [i, face] of a.entries()) own.set(face, measureReconstruction(face, ofA.a[i]!));
    for (const [i, face] of b.entries()) own.set(face, measureReconstruction(face, ofB.b[i]!));
    const summarize = (wanted: EvaluationKind) => {
      const [sideA, sideB] = [this.#choose(a, wanted), this.#choose(b, wanted)];
      const select = (side: readonly HeldOutFace[]) => side.map((face) => own.get(face)!);
      return summarizeFaces(
        sideA.map((face) => swaps.get(face)!),
        { a: select(sideA), b: select(sideB) },
        this.parts.detailOfB,
      );
    };
    const figures = summarize(kind);
    const comparable = kind === 'save' ? figures : summarize('save');
    return { iteration, seconds: Date.now() / 1000, kind, faces: a.length + b.length, figures, comparable };
  }

  /** Chooses the faces of a kind: those of a save are among those of a full evaluation. */
  #choose<F>(faces: readonly F[], kind: EvaluationKind): F[] {
    return chooseEvenly(faces, facesByKind[kind]);
  }

  async #measureSwap({ head, source, inside, target }: SwapFace, drawn: Uint8Array): Promise<SwapValues> {
    const { glance, people } = this.parts;
    const swapped = await layBack(head, { size: target.size, pixels: drawn }, glance.warper);
    const result = await glance.readExpression(swapped, head.landmarks);
    const vector = await glance.recognizer.describe(swapped, result.landmarks);
    return {
      likenessToA: computeCosine(vector, people.a),
      likenessToB: computeCosine(vector, people.b),
      mouth: [source.mouth, result.mouth],
      eyes: [source.eyes, result.eyes],
      detail: measureHeadDetail(swapped, inside),
    };
  }
}

function measureReconstruction({ target, mask }: HeldOutFace, drawn: Uint8Array): ReconstructionValues {
  const { size, pixels } = target;
  const [wanted, found] = [computeLuma(pixels), computeLuma(drawn)];
  return {
    ssim: computeSsim(wanted, found, size, mask),
    psnr: computePsnr(target, { size, pixels: drawn }, mask),
  };
}

function warnOfFailure(job: JobContext, reason: string): void {
  const message = t('The held-out faces cannot be measured ({0}). Training goes on without it.', reason);
  job.emit({ type: 'log', level: 'warning', message });
}
