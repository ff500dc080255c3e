import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { compareFingerprints } from '../../facesets/facesetFigures';
import { landmarkComparisons } from '../../facesets/survey/comparisons';
import { listFaces } from '../../facesets/survey/reach';
import { t } from '../../shared/l10n';
import type { FaceLoader } from '../data/faceLoader';
import { type FacesetPair, type FacesetRecord, findFacesets, type ModelState } from '../store/modelState';

/** With fewer faces a model learns these pictures, and no person. */
const fewFaces = 100;
/** Fewer are too few in any case. */
const fewestAlike = 10;
/** Share of visibly different faces below which a set is one picture many times. */
const leastVariety = 0.1;
/** Share of common faces from which two sets count as the same. */
const sameShare = 0.5;

interface Sides {
  readonly modelDir: string;
  readonly folderA: string;
  readonly folderB: string;
}

/**
 * Returns sentences on faces that will give no good result: too few, copies of one picture, the same on both sides, faces of
 * A to which none of B is similar, or A and B exchanged since the model was trained the last time. The training goes on all the same.
 */
export async function findFacesetWarnings(
  { modelDir, folderA, folderB }: Sides,
  { faceCount, figures }: Pick<FaceLoader, 'faceCount' | 'figures'>,
  state: ModelState | undefined,
): Promise<string[]> {
  const [realA, realB] = await Promise.all([folderA, folderB].map((folder) => realpath(folder).catch(() => folder)));
  if (realA === realB)
    return [
      t(
        'A and B are the same folder, {0}: there is nothing to swap. Choose the faces of another person for B.',
        folderA,
      ),
    ];
  const common = compareFingerprints(figures.a.fingerprint, figures.b.fingerprint);
  const sides = [
    { folder: folderA, count: faceCount.a, variety: figures.a.variety },
    { folder: folderB, count: faceCount.b, variety: figures.b.variety },
  ];
  return [
    ...(common > sameShare
      ? [t('{0} and {1} contain the same faces. Choose those of another person for B.', folderA, folderB)]
      : []),
    ...sides.flatMap(describeSide),
    ...(common > sameShare || sides.some(isAlike) ? [] : describeGaps(figures)),
    ...(isExchanged({ folderA, folderB }, { figures }, state && findFacesets(state))
      ? [describeExchange(modelDir)]
      : []),
  ];
}

/** Share of the faces of A from which a difference is mentioned. */
const gapShare = 0.05;

/** Says where B has no faces like those of A: the greatest difference in poses and expressions, and how many there are. */
function describeGaps({ a, b }: FaceLoader['figures']): string[] {
  const [facesA, facesB] = [listFaces(a.values), listFaces(b.values)];
  const gaps = landmarkComparisons
    .flatMap(({ find }) => find(facesA, facesB) ?? [])
    .filter(({ share }) => share >= gapShare)
    .sort((one, other) => other.share - one.share);
  const [greatest] = gaps;
  if (!greatest) return [];
  if (gaps.length === 1) return [t('{0} faceswap report shows these faces.', greatest.text)];
  return [
    t('{0} faceswap report shows these faces, and all {1} differences of this kind.', greatest.text, gaps.length),
  ];
}

function isAlike({ count, variety }: { readonly count: number; readonly variety: number }): boolean {
  return variety < leastVariety && count >= fewestAlike;
}

function describeSide({ folder, count, variety }: { folder: string; count: number; variety: number }): string[] {
  if (count === 1)
    return [t('There is only one face in {0}: a model needs hundreds of different ones. Extract more.', folder)];
  if (isAlike({ count, variety }))
    return [
      t(
        'Nearly all of the {0} faces in {1} are alike: a model needs hundreds of different ones. Extract others.',
        count,
        folder,
      ),
    ];
  if (count < fewFaces)
    return [
      t('There are only {0} faces in {1}: a model needs hundreds of different ones. Extract more.', count, folder),
    ];
  return [];
}

function describeExchange(modelDir: string): string {
  return t(
    'The model in {0} was trained with the present faces of A as B, or those of B as A. If that is not what you want, stop, and exchange the two folders.',
    modelDir,
  );
}

function isExchanged(
  { folderA, folderB }: Omit<Sides, 'modelDir'>,
  { figures }: Pick<FaceLoader, 'figures'>,
  before: FacesetPair | undefined,
): boolean {
  if (!before) return false;
  const now = {
    a: { name: basename(resolve(folderA)), fingerprint: figures.a.fingerprint },
    b: { name: basename(resolve(folderB)), fingerprint: figures.b.fingerprint },
  };
  const hasMoved = (from: 'a' | 'b', to: 'a' | 'b') =>
    isSameSet(before[from], now[to]) && !isSameSet(before[to], now[to]);
  return hasMoved('a', 'b') || hasMoved('b', 'a');
}

/** Compares two sets by their faces, or by the names of their folders where an earlier version has noted only these. */
function isSameSet(before: FacesetRecord, now: Pick<FacesetRecord, 'name' | 'fingerprint'>): boolean {
  if (!before.fingerprint) return before.name === now.name;
  return compareFingerprints(before.fingerprint, now.fingerprint ?? []) > sameShare;
}
