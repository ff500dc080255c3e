import { averageStoredVectors, averageVectors, type Recognizer } from '../../../evaluation/recognizer';
import { chooseEvenly } from '../../../shared/chooseEvenly';
import type { DividedFaces } from '../../data/heldOutFaces';
import { readHead } from './heldOutPictures';

/** Stored vectors that the mean is taken of; more change it little. */
const storedVectors = 2000;
/** Faces that are recognized where no vectors are stored. */
const facesToRecognize = 24;

/** Returns the mean identity vector of the faces that a side is trained on; undefined where none can be recognized. */
export async function identifyPerson(
  { trained }: DividedFaces,
  recognizer: Recognizer,
): Promise<Float32Array | undefined> {
  const headers = chooseEvenly(trained, storedVectors).flatMap(({ header }) => (header ? [header.face] : []));
  const stored = averageStoredVectors(headers);
  if (stored) return stored;
  const vectors: Float32Array[] = [];
  for (const { file } of chooseEvenly(trained, facesToRecognize)) {
    const head = await readHead(file);
    if (head) vectors.push(await recognizer.describe(head.image, head.landmarks));
  }
  return averageVectors(vectors);
}
