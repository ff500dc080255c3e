import { clusterFaces } from '../clusterFaces';
import { getSamePersonThreshold } from '../identityNetworks';
import type { FaceSurvey } from './faceSurvey';

interface IdentifiedFace {
  readonly network?: string;
  readonly vector?: Float32Array;
}

/** Groups faces by person where sorting has stored their identities: by those of the network that most of them have. */
export async function groupByPerson(
  faces: readonly IdentifiedFace[],
  signal: AbortSignal,
): Promise<Pick<FaceSurvey, 'people' | 'identity'>> {
  const network = findUsualNetwork(faces);
  const identified = [...faces.keys()].filter((face) => network !== undefined && faces[face]!.network === network);
  const vectors = identified.map((face) => faces[face]!.vector!);
  const length = vectors[0]?.length ?? 0;
  if (network === undefined || identified.length < faces.length * leastIdentified) return { people: new Int32Array(0) };
  if (vectors.some((vector) => vector.length !== length)) return { people: new Int32Array(0) };
  const clusters = await clusterFaces(vectors, { threshold: getSamePersonThreshold(network), signal });
  const people = new Int32Array(faces.length);
  const mean = new Float32Array(length);
  for (const [person, cluster] of clusters.entries())
    for (const index of cluster) {
      people[identified[index]!] = person;
      if (person > 0) continue;
      for (const [i, value] of vectors[index]!.entries()) mean[i]! += value;
    }
  const norm = Math.hypot(...mean) || 1;
  return { people, identity: { network, mean: mean.map((value) => value / norm) } };
}

/** Share of the faces that need an identity for a statement on all. */
const leastIdentified = 0.9;

function findUsualNetwork(faces: readonly IdentifiedFace[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { network } of faces) if (network !== undefined) counts.set(network, (counts.get(network) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
