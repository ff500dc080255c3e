import { averageStoredVectors, averageVectors, type Recognizer } from '../../evaluation/recognizer';
import { findUsableLandmarks } from '../../faces/alignment';
import type { Landmarks } from '../../faces/landmarks';
import { listFaceFiles } from '../../facesets/faceFiles';
import { readFacePicture } from '../../facesets/facePicture';
import { type FaceHeader, readFaceHeader } from '../../facesets/facePng';
import { chooseEvenly } from '../../shared/chooseEvenly';
import { throwIfCanceled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress, warnOnUserError } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';

/** A stored face of a person. */
export interface StoredFace {
  readonly path: string;
  /** Pixels of the frame that it comes from. */
  readonly landmarks: Landmarks;
  readonly identity: FaceHeader['face']['identity'];
}

/** A person as a faceset shows them. */
export interface EvaluatedPerson {
  readonly faces: readonly StoredFace[];
  /** The mean identity vector, of length 1. */
  readonly identity: Float32Array;
}

/** Faces that are recognized where their files do not hold the vector; more change the mean little. */
const facesToRecognize = 48;

/** Reads a faceset, and who it shows. @throws UserError when the folder has no face that can be used */
export async function readPerson(folder: string, recognizer: Recognizer, job: JobContext): Promise<EvaluatedPerson> {
  const faces = await readStoredFaces(folder, job);
  if (faces.length === 0)
    throw new UserError(t('There are no faces in {0} that can be used. Choose a folder of extracted faces.', folder));
  const stored = recognizer.isOwn ? averageStoredVectors(faces) : undefined;
  const identity = stored ?? averageVectors(await recognizeFaces(faces, recognizer, job));
  if (!identity) throw new UserError(t('None of the faces in {0} can be recognized. Extract them again.', folder));
  return { faces, identity };
}

async function readStoredFaces(folder: string, job: JobContext): Promise<StoredFace[]> {
  const { faces: paths, unfit } = await listFaceFiles(folder);
  for (const message of unfit) job.emit({ type: 'log', level: 'warning', message });
  const progress = createProgress(job, { name: t('Reading faces'), unit: t('faces'), total: paths.length });
  const faces: StoredFace[] = [];
  for (const path of paths) {
    throwIfCanceled(job.signal);
    const header = await warnOnUserError(readFaceHeader(path), job);
    const landmarks = header && findUsableLandmarks(header.face.landmarks);
    if (landmarks) faces.push({ path, landmarks, identity: header.face.identity });
    progress.advance();
  }
  progress.finish();
  return faces;
}

async function recognizeFaces(faces: readonly StoredFace[], recognizer: Recognizer, job: JobContext) {
  const vectors: Float32Array[] = [];
  for (const { path } of chooseEvenly(faces, facesToRecognize)) {
    throwIfCanceled(job.signal);
    const picture = await warnOnUserError(readFacePicture(path), job);
    if (picture) vectors.push(await recognizer.describe(picture.image, picture.landmarks));
  }
  return vectors;
}
