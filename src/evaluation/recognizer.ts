import type { Landmarks } from '../faces/landmarks';
import type { FaceNetworks } from '../faces/networks/faceNetworks';
import type { FaceRecord } from '../facesets/faceRecord';
import { isValidVector, ownIdentity } from '../facesets/identityNetworks';
import type { Image } from '../media/frames';
import { ownIdentityCenter } from './identityCenter';

/** A recognition network: it tells who a face is by a vector whose cosine with another is high for the same person. */
export interface Recognizer {
  /** Its name, for reports. */
  readonly name: string;
  /** Whether it is the network that sorts faces, which is no independent judge. */
  readonly isOwn: boolean;
  /** Returns a vector of length 1. @param landmarks in pixels of the image */
  describe(image: Image, landmarks: Landmarks): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Returns the recognizer that is built in. It does not release the networks. */
export function createOwnRecognizer(networks: FaceNetworks): Recognizer {
  return {
    name: ownIdentity,
    isOwn: true,
    describe: async (image, landmarks) => centerOwnIdentity((await networks.describe(image, [landmarks]))[0]!),
    release: async () => undefined,
  };
}

/** Returns a vector of the built-in network, as headers of faces hold it, centered and of length 1. */
export function centerOwnIdentity(vector: ArrayLike<number>): Float32Array {
  return normalizeVector(Float32Array.from(ownIdentityCenter, (center, i) => vector[i]! - center));
}

/** Returns the vector scaled to length 1. */
export function normalizeVector(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** Returns the mean of vectors of length 1, scaled to length 1; undefined without vectors. */
export function averageVectors(vectors: readonly Float32Array[]): Float32Array | undefined {
  const [first] = vectors;
  if (!first) return undefined;
  const sum = new Float32Array(first.length);
  for (const vector of vectors) for (const [i, value] of vector.entries()) sum[i]! += value;
  return normalizeVector(sum);
}

/** Returns the mean of the vectors that headers of faces hold, of the built-in network; undefined where they hold none that can be used. */
export function averageStoredVectors(faces: readonly Pick<FaceRecord, 'identity'>[]): Float32Array | undefined {
  const vectors = faces.flatMap(({ identity: { [ownIdentity]: vector } }) =>
    vector && isValidVector(ownIdentity, vector) ? [centerOwnIdentity(vector)] : [],
  );
  return averageVectors(vectors);
}
