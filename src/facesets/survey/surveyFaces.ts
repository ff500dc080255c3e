import { availableParallelism } from 'node:os';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { throwIfCanceled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { listFaceFiles } from '../faceFiles';
import { readFaceHeader } from '../facePng';
import { describeLeftOut, describeOtherImages } from '../leftOutFaces';
import { isMeasureName } from '../measures/measures';
import { normalizeSignature } from '../measures/signature';
import { computeFaceKey, FaceCache } from '../review/faceCache';
import { type MeasuredFace, measureFace } from '../review/faceMeasures';
import type { FaceSurvey, SurveyedFace } from './faceSurvey';
import { findNearDuplicates } from './nearDuplicates';
import { rejectNoFaces } from './noFaces';
import { groupByPerson } from './peopleInSet';

/** What is read of a face once, from the cache or from its file. */
interface ReadFace extends SurveyedFace {
  readonly signature?: Float32Array;
  readonly network?: string;
  readonly vector?: Float32Array;
}

/**
 * Measures the faces directly in a folder. What was measured before, by a review or another survey, comes from the cache.
 * What is no face with landmarks is left out, and told in the warnings.
 * @throws UserError when the folder is missing or has no usable face; CanceledError
 */
export async function surveyFaces(folder: string, job: JobContext): Promise<FaceSurvey> {
  const { faces: paths, otherImages, unfit } = await listFaceFiles(folder);
  if (paths.length + unfit.length === 0) await rejectNoFaces(folder, otherImages);
  const progress = createProgress(job, { name: t('Measuring faces'), total: paths.length, unit: t('faces') });
  const found = new Map<string, ReadFace | UserError>();
  const cache = await FaceCache.open(folder);
  const tasks = new ConcurrencyLimit(Math.max(2, availableParallelism()));
  try {
    const read = async (path: string) => {
      found.set(path, await readFace(path, cache));
      progress.advance();
    };
    for (const path of paths) {
      throwIfCanceled(job.signal);
      await tasks.add(read(path));
    }
    await tasks.drain();
  } finally {
    await tasks.settle();
    await cache.close();
  }
  progress.finish();
  const results = paths.map((path) => found.get(path)!);
  const problems = results.filter((result) => result instanceof UserError);
  const reasons = [...unfit, ...problems.map(({ message }) => message)];
  const faces = results.flatMap((result) => (result instanceof UserError ? [] : [result]));
  if (faces.length === 0) throw problems[0] ?? new UserError(reasons[0]!);
  return {
    folder,
    faces: faces.map(({ path, values }) => ({ path, values })),
    originals: await compareFaces(faces, job),
    ...(await groupByPerson(faces, job.signal)),
    warnings: [
      ...describeLeftOut(folder, reasons, paths.length + unfit.length),
      ...describeOtherImages(folder, otherImages),
    ],
  };
}

async function compareFaces(faces: readonly ReadFace[], job: JobContext): Promise<Int32Array> {
  const progress = createProgress(job, { name: t('Comparing faces'), total: faces.length, unit: t('faces') });
  const signatures = faces.map(({ signature }) => signature);
  const originals = await findNearDuplicates(signatures, job.signal, (count) => progress.advance(count));
  progress.finish();
  return originals;
}

/** Returns an error, not to be thrown, for a file that is no face with landmarks. */
async function readFace(path: string, cache: FaceCache): Promise<ReadFace | UserError> {
  const face = await findMeasures(path, cache);
  if (!face)
    return new UserError(
      t('{0} is damaged or no picture. Remove it from the folder, or extract the faces again.', path),
    );
  const { measures, vector } = face;
  if (measures.yaw === undefined) return await explainNoLandmarks(path);
  const values = Object.fromEntries(Object.entries(measures).filter(([name]) => isMeasureName(name)));
  const signature = normalizeSignature(face.signature);
  return {
    path,
    values,
    ...(signature && { signature }),
    ...(vector && measures.network && { network: measures.network, vector }),
  };
}

/** Takes what is known of a face from the cache, or measures it; undefined where it is no picture. */
async function findMeasures(path: string, cache: FaceCache): Promise<Omit<MeasuredFace, 'thumbnail'> | undefined> {
  const key = await computeFaceKey(path);
  const measures = key === undefined ? undefined : cache.get(key)?.measures;
  const signature = key === undefined ? undefined : await cache.readSignature(key);
  if (key !== undefined && measures && signature) {
    const vector = await cache.readVector(key);
    return { measures, signature, ...(vector && { vector }) };
  }
  const face = await measureFace(path).catch(() => undefined);
  if (face && key !== undefined) await cache.add(key, face);
  return face;
}

async function explainNoLandmarks(path: string): Promise<UserError> {
  try {
    await readFaceHeader(path);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  return new UserError(t('{0} has no landmarks of a face. Extract it again, or remove it from the folder.', path));
}
