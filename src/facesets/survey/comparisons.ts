import { t } from '../../shared/l10n';
import { getSamePersonThreshold } from '../identityNetworks';
import { findMeasure } from '../measures/measures';
import { findLonelyFaces, type Likeness, likenesses } from './counterparts';
import { type FaceSurvey, findQuantile, listValues, type SurveyedFace } from './faceSurvey';
import { type Comparison, formatShare, type Statement } from './finding';
import { findExcess, type Reach } from './reach';
import { reaches } from './reaches';

/** Share of the faces of A from which a difference is stated. */
const gapShare = 0.01;
/** Share of the faces of A without a counterpart from which it is stated. */
export const lonelyShare = 0.05;
/** How many times larger A's faces may be in their frames than B's. */
const mostEnlarged = 1.5;

type Faces = Pick<FaceSurvey, 'faces'>;

/** A statement that follows from the values of the faces. */
interface FacesComparison extends Comparison {
  find(a: Faces, b: Faces): Statement | undefined;
}

/** Formats how far a set reaches: degrees and percent whole, light with one decimal. */
function formatReach(value: number, { measure }: Reach): string {
  return measure === 'sideLight' || measure === 'eyeOpening' ? value.toFixed(1) : String(Math.round(value));
}

function createReachComparison(reach: Reach): FacesComparison {
  return {
    name: `beyond-${reach.name}`,
    states: `A has ${reach.label} beyond those of B`,
    threshold: `at least ${100 * gapShare} % of the faces of A are further than the furthest 1 % of B by ${reach.tolerance} or more`,
    reason: reach.reason,
    find(a, b) {
      const excess = findExcess(a, b, reach);
      if (!excess) return undefined;
      const share = excess.faces.length / a.faces.length;
      if (share < gapShare) return undefined;
      const { faces, reachA, reachB } = excess;
      return {
        text: reach.missing(formatShare(share), formatReach(reachA, reach), formatReach(reachB, reach)),
        share,
        faces,
      };
    },
  };
}

/** What is stated of the faces of A without a counterpart. */
const describeLonely = {
  pose: (share: string) =>
    t('{0} of the faces of A have no face of B in a similar pose (within 10°), though B reaches as far.', share),
  expression: (share: string) =>
    t(
      '{0} of the faces of A have no face of B with a similar opening of mouth and eyes, though B reaches as far.',
      share,
    ),
  light: (share: string) =>
    t('{0} of the faces of A have no face of B in similar light, though B reaches as far.', share),
} as const;

const lonely: readonly FacesComparison[] = likenesses.map((likeness) => ({
  name: `lonely-${likeness.name}`,
  states: `faces of A have no face of B of similar ${likeness.name}`,
  threshold: `at least ${100 * lonelyShare} % of the faces of A are further from every face of B than ${likeness.measures.map(({ measure, distance }) => `${distance} in ${measure}`).join(' and ')} together`,
  reason: 'The distances are those by which two measurements of equal faces differ.',
  find(a, b) {
    const found = findLonelyFaces(a, b, likeness);
    if (!found) return undefined;
    const stated = new Set(listBeyondB(a, b, likeness));
    const faces = found.faces.filter((face) => !stated.has(face));
    const share = faces.length / found.of;
    return share < lonelyShare ? undefined : { text: describeLonely[likeness.name](formatShare(share)), share, faces };
  },
}));

/** Returns the faces of A that are beyond B in a direction, which has a statement of its own. */
function listBeyondB(a: Faces, b: Faces, { measures }: Likeness): number[] {
  const own = reaches.filter(({ measure }) => measures.some((one) => one.measure === measure));
  return own.flatMap((reach) => {
    const faces = findExcess(a, b, reach)?.faces ?? [];
    return faces.length < gapShare * a.faces.length ? [] : faces;
  });
}

const samePerson: Comparison = {
  name: 'samePerson',
  states: 'A and B seem to be the same person',
  threshold: 'the cosine of the mean identities is above that of two groups of one person (0.93 for our network)',
  reason: 'Groups of one person have a cosine above 0.94, different people below 0.92.',
  find({ identity: a }, { identity: b }) {
    if (!a || !b || a.network !== b.network || a.mean.length !== b.mean.length) return undefined;
    const cosine = a.mean.reduce((sum, value, i) => sum + value * b.mean[i]!, 0);
    if (cosine < getSamePersonThreshold(a.network)) return undefined;
    return {
      text: t('A and B seem to be the same person (cosine {0}): there is nothing to swap.', cosine.toFixed(2)),
      share: 1,
      faces: [],
    };
  },
};

const smallerB: Comparison = {
  name: 'smallerB',
  states: 'the faces of B are smaller than those of A',
  threshold: `the middle width of A is more than ${mostEnlarged} times that of B, and B's is below 256 px`,
  reason:
    'What B does not show at its own size cannot be learned: the swap is softer than the film around it. Models of more than 256 px are rare.',
  find(a, b) {
    const [widthA, widthB] = [a, b].map((survey) => findQuantile(listValues(survey, 'size'), 0.5));
    if (widthA === undefined || widthB === undefined || widthA < mostEnlarged * widthB || widthB >= largestModel)
      return undefined;
    return {
      text: t(
        'The faces of B are {0} px wide in the middle, those of A {1} px: the swap will be softer than the film.',
        Math.round(widthB),
        Math.round(widthA),
      ),
      share: 1,
      faces: [],
    };
  },
};

/** Faces of more pixels are reduced for most models. */
const largestModel = 256;

/** Share of the faces of A that B has, too, from which two sets count as the same. */
const sameShare = 0.5;

const sameFaces: Comparison = {
  name: 'sameFaces',
  states: 'A and B contain the same faces',
  threshold: `at least ${100 * sameShare} % of the faces of A have the same landmarks as one of B`,
  reason: 'Landmarks of different pictures never agree in all digits; copies of one face do.',
  find(a, b) {
    const known = new Set(b.faces.map(formatShape));
    const faces = [...a.faces.keys()].filter((face) => known.has(formatShape(a.faces[face]!)));
    const share = faces.length / a.faces.length;
    if (share < sameShare) return undefined;
    return {
      text: t('{0} and {1} contain the same faces. Choose those of another person for B.', a.folder, b.folder),
      share,
      faces,
    };
  },
};

/** Returns what follows from the landmarks of a face, whatever its file is called. */
function formatShape({ values }: SurveyedFace): string {
  return [values.size, values.yaw, values.pitch, values.mouthOpening, values.eyeOpening].join(' ');
}

/** What is stated of A against B from the landmarks of their faces alone. */
export const landmarkComparisons = [
  ...reaches.filter(({ measure }) => findMeasure(measure).from === 'landmarks').map(createReachComparison),
  ...lonely.filter((_, i) => likenesses[i]!.measures.every(({ measure }) => findMeasure(measure).from === 'landmarks')),
];

/** What is stated of A against B, in the order of a report. */
export const comparisons: readonly Comparison[] = [
  sameFaces,
  samePerson,
  ...reaches.map(createReachComparison),
  ...lonely,
  smallerB,
];

/** Returns the shares of the faces of A that have no counterpart in B, by what is compared; those that can be told. */
export function listLonelyShares(
  a: FaceSurvey,
  b: FaceSurvey,
): { readonly name: Likeness['name']; readonly share: number }[] {
  return likenesses.flatMap((likeness) => {
    const found = findLonelyFaces(a, b, likeness);
    return found ? [{ name: likeness.name, share: found.faces.length / found.of }] : [];
  });
}
