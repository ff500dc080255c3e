/** The key of the vectors that this program's own recogniser makes. */
export const ownIdentity = 'face_api_128';

/**
 * Mean cosine above which the faces of two groups are one person's. Ours was measured on the test videos and photos:
 * groups of one person lie above 0.94, the most alike of different persons below 0.92. faceswap's networks spread
 * further; its own filters take 0.6 for two single faces.
 */
const samePerson: Readonly<Record<string, number>> = { [ownIdentity]: 0.93 };
const samePersonElsewhere = 0.5;

export function samePersonThreshold(identity: string): number {
  return samePerson[identity] ?? samePersonElsewhere;
}
