/** The key of the vectors that this program's own recogniser makes. */
export const ownIdentity = 'face_api_128';

/**
 * Mean cosine above which the faces of two groups are one person's. Ours was measured on the test videos and photos:
 * groups of one person lie above 0.94, the most alike of different persons below 0.92. faceswap's networks spread
 * further; its own filters take 0.6 for two single faces.
 */
const knownThresholds: Readonly<Record<string, number>> = { [ownIdentity]: 0.93 };
const defaultThreshold = 0.5;

export function getSamePersonThreshold(identity: string): number {
  return knownThresholds[identity] ?? defaultThreshold;
}
