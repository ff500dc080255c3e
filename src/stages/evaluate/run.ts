import { resolve } from 'node:path';
import { readConvertSettings } from '../../conversion/convertSettings';
import { openFaceObserver } from '../../evaluation/faceObserver';
import { openFrames } from '../../media/openFrames';
import { UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { openModel } from '../convert/openModel';
import { buildModelOptions, readSourceFaces } from '../convert/run';
import { type EvaluateOptions, usualSample } from './evaluateOptions';
import { type EvaluationSummary, summarizeEvaluation, writeEvaluation } from './evaluationFile';
import { writeEvaluationPage } from './evaluationPage';
import { type FrameSample, sampleFrames } from './frameSample';
import { measureFrames } from './measureFrames';
import { readPerson } from './people';
import { readWorstFrames } from './worstFrames';

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
  const { every = 1, sampleFrames: most = usualSample } = options;
  const reading = { signal: job.signal, every, onWarning: warn };
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
    const withFace = faces.positions.filter((position) => position % every === 0);
    const sample = sampleFrames(withFace, options.every === undefined ? most : 0);
    if (sample.read) tellSample(sample, withFace.length, job);
    const evaluation = { source, faces, resultFrames, swapper, settings, observer, people, sample };
    const frames = await measureFrames(evaluation, options, job);
    if (frames.every(({ values }) => values.length === 0))
      throw new UserError(t('None of the faces in {0} can be measured.', options.input));
    const summary = summarizeEvaluation(frames, {
      recognizer: observer.recognizer,
      outputSize: swapper?.outputSize,
      framesWithFace: withFace.length,
      framesOfSource: source.frameCount,
    });
    if (options.output !== undefined) await writeEvaluation(resolve(options.output), frames, summary, job);
    if (options.page !== undefined) {
      const worst = await readWorstFrames(evaluation, frames, job.signal);
      const measured = (result ?? modelDir)!;
      await writeEvaluationPage(resolve(options.page), { measured, input: options.input, summary, frames, worst }, job);
    }
    return summary;
  } finally {
    await observer.release();
    await swapper?.release();
  }
}

function tellSample({ measured }: FrameSample, withFace: number, job: JobContext): void {
  const message = t(
    '{0} of the {1} frames with faces are measured, evenly spread. --sample-frames 0 measures all of them.',
    measured.length,
    withFace,
  );
  job.emit({ type: 'log', level: 'info', message });
}
