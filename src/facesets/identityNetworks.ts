import { descriptorLength } from '../faces/networks/recognitionNet';

/** The key of the identity vectors of this program's own recognition network. */
export const ownIdentity = 'face_api_128';

/**
 * Mean cosine above which two groups of faces are the same person. The value for our network was measured on the test
 * videos and photos: groups of one person are above 0.94, the most similar different persons below 0.92. The vectors of
 * faceswap's networks differ more; its own filters use 0.6 for two single faces.
 */
const knownThresholds: Readonly<Record<string, number>> = { [ownIdentity]: 0.93 };
const defaultThreshold = 0.5;

export function getSamePersonThreshold(identity: string): number {
  return knownThresholds[identity] ?? defaultThreshold;
}

/** Returns whether a vector from a header can be compared: one that is infinite or has another length would spoil all distances. */
export function isValidVector(network: string, vector: ArrayLike<number>): boolean {
  return Array.from(vector).every(Number.isFinite) && (network !== ownIdentity || vector.length === descriptorLength);
}
