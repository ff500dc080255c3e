import { resolve } from 'node:path';
import { type ConvertSettings, readConvertSettings } from '../../conversion/convertSettings';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import type { SourceFaces } from '../../conversion/sourceFaces';
import { type FaceObserver, openFaceObserver } from '../../evaluation/faceObserver';
import type { FacePair } from '../../evaluation/facePair';
import { type FaceValues, measureFacePair } from '../../evaluation/swapFigures';
import type { FrameSource } from '../../media/frames';
import { openFrames } from '../../media/openFrames';
import { chooseEvenly } from '../../shared/chooseEvenly';
import { throwIfCanceled, UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { openModel } from '../convert/openModel';
import { buildModelOptions, readSourceFaces } from '../convert/run';
import { type Ceiling, openCeiling, wholeSize } from './ceiling';
import { assertSamePictures, warnOfStrangers } from './checkPeople';
import type { EvaluateOptions } from './evaluateOptions';
import { type EvaluationFrame, type EvaluationSummary, summarizeEvaluation, writeEvaluation } from './evaluationFile';
import { type EvaluatedPerson, readPerson } from './people';
import { readSwappedFrames, type SwappedFrame, swapFrames } from './swappedFrames';

/**
 * Measures a result against its source and the faces of both people, and the best that this pair allows.
 * @throws UserError when an input cannot be read or does not fit the others
 */
export async function evaluate(options: EvaluateOptions, job: JobContext): Promise<EvaluationSummary> {
  const { modelDir, result, swapModel = false } = options;
  if (result === undefined && modelDir === undefined)
    throw new UsageError(t('Say what to measure: --result (a converted video or folder), or --model-dir, or both.'));
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const settings = await readConvertSettings(options.config, options.colorAdjustment ?? 'avg-color', warn);
  const reading = { signal: job.signal, every: options.every ?? 1, onWarning: warn };
  const source = await openFrames(options.input, reading);
  const faces = await readSourceFaces(options, source, warn);
  const resultFrames = result === undefined ? undefined : await openFrames(result, reading);
  const swapper = modelDir === undefined ? undefined : await openModel(modelDir, buildModelOptions(options));
  const { identityNetwork: path, identityPixels: range = 'arcface' } = options;
  const observer = await openFaceObserver(path === undefined ? undefined : { path, range });
  try {
    const [folderA, folderB] = swapModel ? [options.facesB, options.facesA] : [options.facesA, options.facesB];
    const people = {
      a: await readPerson(folderA, observer.recognizer, job),
      b: await readPerson(folderB, observer.recognizer, job),
    };
    const evaluation = { source, faces, resultFrames, swapper, settings, observer, people };
    const frames = await measureFrames(evaluation, options, job);
    if (frames.every(({ values }) => values.length === 0))
      throw new UserError(t('None of the faces in {0} can be measured.', options.input));
    const summary = summarizeEvaluation(frames, {
      recognizer: observer.recognizer,
      outputSize: swapper?.outputSize,
      framesOfSource: source.frameCount,
    });
    if (options.output !== undefined) await writeEvaluation(resolve(options.output), frames, summary, job);
    return summary;
  } finally {
    await observer.release();
    await swapper?.release();
  }
}

interface Evaluation {
  readonly source: FrameSource;
  readonly faces: SourceFaces;
  readonly resultFrames: FrameSource | undefined;
  readonly swapper: FaceSwapper | undefined;
  readonly settings: ConvertSettings;
  readonly observer: FaceObserver;
  readonly people: Readonly<Record<'a' | 'b', EvaluatedPerson>>;
}

async function measureFrames(
  evaluation: Evaluation,
  options: EvaluateOptions,
  job: JobContext,
): Promise<EvaluationFrame[]> {
  const { every = 1, ceilingFrames = 40 } = options;
  const { faces, observer, people } = evaluation;
  const positions = faces.positions.filter((position) => position % every === 0);
  const ceilings = openCeilings(evaluation, options);
  const drawn = new Set(ceilings.length === 0 ? [] : chooseEvenly(positions, ceilingFrames));
  const progress = createProgress(job, { name: t('Measuring'), unit: t('frames'), total: positions.length });
  const identities = { a: people.a.identity, b: people.b.identity };
  const frames: EvaluationFrame[] = [];
  let before: readonly (readonly FacePair[])[] = [];
  let lastIndex = Number.NaN;
  try {
    for await (const swapped of openSwappedFrames(evaluation)) {
      throwIfCanceled(job.signal);
      const { source } = swapped;
      const found = faces.getFaces(source.name);
      if (found.length === 0) continue;
      if (source.index - lastIndex !== every) before = [];
      lastIndex = source.index;
      const pairs = await observeFaces(observer, swapped, found);
      if (frames.length === 0) assertSamePictures(pairs, options);
      const context = (face: number) => ({ identities, before: before.flatMap((earlier) => earlier[face] ?? []) });
      const values = pairs.map((pair, face) => measureFacePair(pair, context(face)));
      const best = drawn.has(source.index) ? await measureCeilings(ceilings, evaluation, swapped, pairs) : [];
      frames.push({ frame: source.name, index: source.index, values, best });
      if (frames.length === 1) await warnOfStrangers(observer, pairs, people, options, job);
      before = [...before, pairs].slice(-2);
      progress.advance();
    }
  } finally {
    for (const ceiling of ceilings) await ceiling.release();
  }
  progress.finish();
  return frames;
}

function openSwappedFrames({
  source,
  faces,
  resultFrames,
  swapper,
  settings,
}: Evaluation): AsyncIterable<SwappedFrame> {
  if (resultFrames) return readSwappedFrames(source, resultFrames);
  return swapFrames(source, faces, swapper!, settings.composite);
}

async function observeFaces(
  observer: FaceObserver,
  { source, result }: SwappedFrame,
  faces: ReturnType<SourceFaces['getFaces']>,
): Promise<FacePair[]> {
  const pairs: FacePair[] = [];
  for (const landmarks of faces) pairs.push(await observer.observePair(source, result, landmarks));
  return pairs;
}

/** The square of a model that is not known. */
const usualFraming = { centering: 'face', coverage: 0.875, verticalOffset: 0 } as const;

/** Opens the ceiling of whole faces, and that of the model's output size where it is known. */
function openCeilings(
  { people, swapper, settings }: Evaluation,
  { ceilingFrames = 40, maskType = 'auto' }: EvaluateOptions,
): Ceiling[] {
  if (ceilingFrames === 0) return [];
  const wanted = maskType === 'auto' ? swapper?.maskType : maskType;
  const mask = wanted === undefined || wanted === 'predicted' ? 'extended' : wanted;
  const sizes = [wholeSize, ...(swapper ? [swapper.outputSize] : [])];
  return sizes.map((size) =>
    openCeiling(people.b.faces, { size, framing: swapper ?? usualFraming, mask, settings: settings.composite }),
  );
}

/** Returns for each ceiling the values of each face of the frame. */
async function measureCeilings(
  ceilings: readonly Ceiling[],
  { observer, people, faces }: Evaluation,
  { source }: SwappedFrame,
  pairs: readonly FacePair[],
): Promise<FaceValues[][]> {
  const context = { identities: { a: people.a.identity, b: people.b.identity }, before: [] };
  const best: FaceValues[][] = [];
  for (const ceiling of ceilings) {
    const values: FaceValues[] = [];
    for (const [i, landmarks] of faces.getFaces(source.name).entries()) {
      const drawn = await ceiling.draw(source, landmarks);
      if (drawn) values.push(measureFacePair(await observer.observeOther(pairs[i]!, drawn), context));
    }
    best.push(values);
  }
  return best;
}
