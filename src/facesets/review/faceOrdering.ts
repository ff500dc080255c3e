import type { Overview } from '../../panels/review/contract';
import { localize, t } from '../../shared/l10n';
import { isMeasureName, measures } from '../measures/measures';
import { groupBy } from './alignmentsChange';
import type { FaceLibrary } from './faceLibrary';

/** Puts the faces of one cluster in order; faces without a measure come last, in reversed order too. */
export async function orderFaces(
  faces: readonly number[],
  { by, reversed }: Overview['orderedBy'],
  library: FaceLibrary,
  paths: readonly string[],
): Promise<number[]> {
  const sign = reversed ? -1 : 1;
  const byName = (a: number, b: number) => sign * compareText(paths[a]!, paths[b]!);
  if (by === 'name') return [...faces].sort(byName);
  const value = await findOrderValues(faces, by, library);
  const values = new Map(faces.map((face) => [face, sign * (value(face) ?? sign * Number.POSITIVE_INFINITY)]));
  return [...faces].sort((a, b) => compareNumbers(values.get(a)!, values.get(b)!) || byName(a, b));
}

/** Returns the number by which a face is ordered; undefined for a face that does not have it. */
async function findOrderValues(
  faces: readonly number[],
  by: string,
  library: FaceLibrary,
): Promise<(face: number) => number | undefined> {
  if (by === 'likeness') return await computeLikenessToAll(faces, library);
  if (by === 'duplicates') return await groupDuplicates(faces, library);
  return (face) => getMeasure(face, by, library);
}

/** Puts faces that nearly repeat each other side by side, the largest groups first; faces that repeat none come last. */
async function groupDuplicates(
  faces: readonly number[],
  library: FaceLibrary,
): Promise<(face: number) => number | undefined> {
  const originals = await library.findDuplicates();
  const groups = groupBy(faces, (face) => originals[face]!);
  const repeated = [...groups.values()].filter((group) => group.length > 1).sort((a, b) => b.length - a.length);
  const ranks = new Map(repeated.flatMap((group, rank) => group.map((face) => [face, rank] as const)));
  return (face) => ranks.get(face);
}

function getMeasure(face: number, by: string, library: FaceLibrary): number | undefined {
  return isMeasureName(by) ? library.getCached(face)?.measures[by] : undefined;
}

/** Returns the orders that a review can show, with their labels in the user's language. */
export function listFaceOrders(): Overview['orders'] {
  return [
    { by: 'name', label: t('By name') },
    { by: 'likeness', label: t('Most typical first') },
    { by: 'duplicates', label: t('Near-duplicates first') },
    ...measures.map(({ name, orderLabel }) => ({ by: name, label: localize(orderLabel) })),
  ];
}

/** Minus the cosine to the mean of all: the most typical face first. */
async function computeLikenessToAll(
  faces: readonly number[],
  library: FaceLibrary,
): Promise<(face: number) => number | undefined> {
  const likeness = await computeLikeness(faces, faces, library);
  const values = new Map(likeness.faces.map((face, i) => [face, -likeness.cosines[i]!]));
  return (face) => values.get(face);
}

export interface Likeness {
  /** The network whose vectors were compared; undefined when none of the examples has one. */
  readonly network?: string;
  /** The faces, the most similar first. */
  readonly faces: readonly number[];
  readonly cosines: readonly number[];
}

/** Computes the similarity of `faces` to the mean of `examples`, with the vectors of the first example's network. */
export async function computeLikeness(
  examples: readonly number[],
  faces: readonly number[],
  library: FaceLibrary,
): Promise<Likeness> {
  let mean: Float64Array | undefined;
  let network: string | undefined;
  for (const face of examples) {
    const identity = await library.readIdentity(face);
    if (!identity) continue;
    network ??= identity.network;
    mean ??= new Float64Array(identity.vector.length);
    if (identity.network !== network || identity.vector.length !== mean.length) continue;
    for (const [i, value] of identity.vector.entries()) mean[i]! += value;
  }
  if (!mean || network === undefined) return { faces: [], cosines: [] };
  const length = Math.hypot(...mean) || 1;
  const found: { face: number; cosine: number }[] = [];
  for (const face of faces) {
    const identity = await library.readIdentity(face);
    if (identity?.network !== network || identity.vector.length !== mean.length) continue;
    let product = 0;
    for (let i = 0; i < mean.length; i++) product += mean[i]! * identity.vector[i]!;
    found.push({ face, cosine: product / length });
  }
  found.sort((a, b) => b.cosine - a.cosine || a.face - b.face);
  return { network, faces: found.map(({ face }) => face), cosines: found.map(({ cosine }) => cosine) };
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Compares names. Sorting has numbered the files of a cluster, so that the most typical face comes first. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
