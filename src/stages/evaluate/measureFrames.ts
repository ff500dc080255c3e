import type { FacePair, FacePictures } from '../../evaluation/facePair';
import { measureFacePair } from '../../evaluation/swapFigures';
import type { FrameSource } from '../../media/frames';
import { chooseEvenly } from '../../shared/chooseEvenly';
import { throwIfCanceled } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import type { Ceiling } from './ceiling';
import { type CeilingContext, measureCeilings, openCeilings } from './ceilings';
import { assertSamePictures, warnOfStrangers } from './checkPeople';
import type { EvaluateOptions } from './evaluateOptions';
import type { EvaluationFrame } from './evaluationFile';
import type { FrameSample } from './frameSample';
import { readSwappedFrames, type SwappedFrame, type SwappedFrames, swapFrames } from './swappedFrames';

/** What an evaluation works on. */
export interface Evaluation extends CeilingContext {
  readonly source: FrameSource;
  readonly resultFrames: FrameSource | undefined;
  readonly sample: FrameSample;
}

/** Measures the chosen frames. @throws UserError when the result is not one of the source */
export async function measureFrames(
  evaluation: Evaluation,
  options: EvaluateOptions,
  job: JobContext,
): Promise<EvaluationFrame[]> {
  const { sample } = evaluation;
  const ceilings = openCeilings(evaluation, options);
  const measurer = new FrameMeasurer(evaluation, ceilings, options, job);
  const progress = createProgress(job, { name: t('Measuring'), unit: t('frames'), total: sample.measured.length });
  const needed = sample.read && new Set(sample.read);
  const swappedFrames = openSwappedFrames(evaluation, sample.read);
  try {
    for await (const swapped of swappedFrames) {
      throwIfCanceled(job.signal);
      if (!needed || needed.has(swapped.source.index)) {
        if (await measurer.take(swapped)) progress.advance();
      }
      swappedFrames.giveBack(swapped);
    }
  } finally {
    for (const ceiling of ceilings) await ceiling.release();
  }
  progress.finish();
  return measurer.frames;
}

/** Reads source and result side by side, or swaps the faces of the source. @param only the positions to read; all when absent */
export function openSwappedFrames(
  { source, faces, resultFrames, swapper, settings }: Evaluation,
  only?: readonly number[],
): SwappedFrames {
  if (resultFrames) return readSwappedFrames(source, resultFrames, only);
  return swapFrames(source, faces, swapper!, settings.composite, only);
}

/** Measures one frame after the other, and knows the faces of the two before. */
class FrameMeasurer {
  readonly frames: EvaluationFrame[] = [];
  readonly #measured: ReadonlySet<number>;
  readonly #drawn: ReadonlySet<number>;
  /** The faces of up to two frames before this one, without a gap. */
  #before: readonly (readonly FacePictures[])[] = [];
  #lastIndex = Number.NaN;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly ceilings: readonly Ceiling[],
    private readonly options: EvaluateOptions,
    private readonly job: JobContext,
  ) {
    const { measured } = evaluation.sample;
    this.#measured = new Set(measured);
    this.#drawn = new Set(ceilings.length === 0 ? [] : chooseEvenly(measured, options.ceilingFrames ?? 40));
  }

  /** Returns whether the frame was measured: it has faces, and is not only there for the next one. */
  async take(swapped: SwappedFrame): Promise<boolean> {
    const { source, result } = swapped;
    const { faces, observer } = this.evaluation;
    const found = faces.getFaces(source.name);
    if (found.length === 0) return false;
    if (source.index - this.#lastIndex !== (this.options.every ?? 1)) this.#before = [];
    this.#lastIndex = source.index;
    const isMeasured = this.#measured.has(source.index);
    const pictures: FacePictures[] = [];
    if (isMeasured) pictures.push(...(await this.#measure(swapped)));
    else for (const landmarks of found) pictures.push(await observer.cutPair(source, result, landmarks));
    this.#before = [...this.#before, pictures].slice(-2);
    return isMeasured;
  }

  async #measure({ source, result }: SwappedFrame): Promise<FacePair[]> {
    const { evaluation, options, job } = this;
    const { faces, observer, people } = evaluation;
    const pairs: FacePair[] = [];
    for (const landmarks of faces.getFaces(source.name))
      pairs.push(await observer.observePair(source, result, landmarks));
    const isFirst = this.frames.length === 0;
    if (isFirst) assertSamePictures(pairs, options);
    const identities = { a: people.a.identity, b: people.b.identity };
    const values = pairs.map((pair, face) =>
      measureFacePair(pair, { identities, before: this.#before.flatMap((earlier) => earlier[face] ?? []) }),
    );
    const best = this.#drawn.has(source.index) ? await measureCeilings(this.ceilings, evaluation, source, pairs) : [];
    this.frames.push({ frame: source.name, index: source.index, values, best });
    if (isFirst) await warnOfStrangers(observer, pairs, people, options, job);
    return pairs;
  }
}
