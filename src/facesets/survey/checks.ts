import { t } from '../../shared/l10n';
import { type FaceSurvey, findQuantile, listExtremes, listValues } from './faceSurvey';
import { type Check, formatShare, type Statement } from './finding';
import { listBeyond, type Reach, scarceShare } from './reach';
import { reaches } from './reaches';

/** Faces below which a set is too small. */
export const fewFaces = 100;
/** Sharpness below which a face is blurred. */
const blurredSharpness = 0.6;
/** Width in the frame, in pixels, below which a face is small. */
const smallFace = 64;
/** Part of a face, in percent, from which it is covered. */
export const coveredPart = 15;
/** Share of the faces from which a flaw of a set is stated. */
const flawShare = 0.02;
const duplicateShare = 0.25;
/** Other people in a set: so many faces are no wrong detections. */
const fewestOthers = 2;
const evenLight = { sideLight: 0.4, brightness: 8 } as const;

const number: Check = {
  name: 'few',
  states: 'a set has few faces',
  threshold: `fewer than ${fewFaces} faces`,
  reason: 'With fewer faces a model learns these pictures, and no person.',
  find: ({ faces, folder }) =>
    faces.length >= fewFaces
      ? undefined
      : {
          text:
            faces.length === 1
              ? t('There is only one face in {0}: a model needs hundreds of different ones. Extract more.', folder)
              : t(
                  'There are only {0} faces in {1}: a model needs hundreds of different ones. Extract more.',
                  faces.length,
                  folder,
                ),
          share: 1,
          faces: [],
        },
};

const people: Check = {
  name: 'people',
  states: 'faces of several people are in a set',
  threshold: `at least ${fewestOthers} faces of one other person, by the identities that sort has stored`,
  reason:
    'Groups of one person have a cosine above 0.94, different people below 0.92; a single face is often a wrong detection.',
  find(survey) {
    const others = [...survey.people.entries()].filter(([, person]) => person > 0);
    const counts = new Map<number, number>();
    for (const [, person] of others) counts.set(person, (counts.get(person) ?? 0) + 1);
    const groups = [...counts].filter(([, count]) => count >= fewestOthers);
    if (groups.length === 0) return undefined;
    const faces = others.filter(([, person]) => counts.get(person)! >= fewestOthers).map(([face]) => face);
    const share = faces.length / survey.faces.length;
    return {
      text: t(
        '{0} of {1} faces seem to be of other people ({2}). Sort the faces, and train with those of one person.',
        faces.length,
        survey.faces.length,
        groups.length,
      ),
      share,
      faces,
    };
  },
};

const unknownPeople: Check = {
  name: 'unknownPeople',
  states: 'whether all faces are of one person is not known',
  threshold: 'fewer than 90 % of the faces have an identity of one network',
  reason: 'Identities are stored when faces are sorted.',
  find: ({ people: known }) =>
    known.length > 0
      ? undefined
      : {
          text: t('Whether all faces are of one person is not known: sort them first.'),
          share: 1,
          faces: [],
        },
};

/** Returns the faces that are large enough to be sharp, but are not, the most blurred first. */
export function listBlurred(survey: Pick<FaceSurvey, 'faces'>): number[] {
  const blurredFaces = listExtremes(survey, 'sharpness', 1, (value) => value < blurredSharpness);
  return blurredFaces.filter((face) => (survey.faces[face]!.values.size ?? 0) >= smallFace);
}

const blurred: Check = {
  name: 'blurred',
  states: 'faces are blurred',
  threshold: `at least ${100 * flawShare} % of the faces have a sharpness below ${blurredSharpness}, and are ${smallFace} px wide or more`,
  reason:
    'Sharp faces that are 160 px wide measure 0.9 to 1.5, larger ones 2 to 3. A blur with a radius of 1 % of the face brings the first to 0.6, one of 1.5 % the others. Smaller faces measure less because they are enlarged.',
  find: (survey) =>
    describeFlaw(survey, listBlurred(survey), (share, count) =>
      t('{0} of the faces are blurred ({1}): a model learns the blur, too.', share, count),
    ),
};

const small: Check = {
  name: 'small',
  states: 'faces are small in their frames',
  threshold: `at least ${100 * flawShare} % of the faces are narrower than ${smallFace} px`,
  reason: 'Models show faces of 64 px and more: smaller ones are enlarged, and have no more detail.',
  find: (survey) =>
    describeFlaw(
      survey,
      listExtremes(survey, 'size', 1, (value) => value < smallFace),
      (share, count) =>
        t(
          '{0} of the faces are narrower than {1} px in their frames ({2}): they have little detail.',
          share,
          smallFace,
          count,
        ),
    ),
};

const covered: Check = {
  name: 'covered',
  states: 'faces are covered, or cut off by the edge of the frame',
  threshold: `at least ${100 * flawShare} % of the faces are covered by ${coveredPart} % or more`,
  reason:
    'Stored masks of uncovered faces differ from the outline of the landmarks by up to a tenth; a hand or a microphone covers more.',
  find: (survey) =>
    describeFlaw(
      survey,
      listExtremes(survey, 'covered', -1, (value) => value >= coveredPart),
      (share, count) => t('{0} of the faces are covered or cut off ({1}): remove them in the review.', share, count),
    ),
};

function describeFlaw(
  survey: FaceSurvey,
  faces: readonly number[],
  describe: (share: string, count: number) => string,
): Statement | undefined {
  const share = faces.length / survey.faces.length;
  return share < flawShare ? undefined : { text: describe(formatShare(share), faces.length), share, faces };
}

/** Returns the faces that nearly repeat an earlier one. */
export function listDuplicates({ originals }: Pick<FaceSurvey, 'originals'>): number[] {
  return [...originals.keys()].filter((face) => originals[face] !== face);
}

const duplicates: Check = {
  name: 'duplicates',
  states: 'faces nearly repeat others',
  threshold: `at least ${100 * duplicateShare} % of the faces`,
  reason:
    'Up to a fifth of the frames of a person who talks nearly repeat the one before; more of them slow a training down and teach it nothing.',
  find(survey) {
    const faces = listDuplicates(survey);
    const share = faces.length / survey.faces.length;
    if (share < duplicateShare) return undefined;
    const text = t(
      '{0} of the faces nearly repeat another one ({1}): only {2} differ. Extract every second frame, or further videos.',
      formatShare(share),
      faces.length,
      survey.faces.length - faces.length,
    );
    return { text, share, faces };
  },
};

const light: Check = {
  name: 'evenLight',
  states: 'all faces have the same light',
  threshold: `90 % of the faces are within ${evenLight.sideLight} EV of light from the side, and within ${evenLight.brightness} % of brightness`,
  reason: 'One shot in constant light (talk_woman_coat) varies by 0.4 EV and 8 %.',
  find(survey) {
    if (survey.faces.length < fewFaces) return undefined;
    const isEven = (['sideLight', 'brightness'] as const).every((measure) => {
      const values = listValues(survey, measure);
      return values.length > 0 && findQuantile(values, 0.95)! - findQuantile(values, 0.05)! <= evenLight[measure];
    });
    if (!isEven) return undefined;
    return { text: t('All faces have nearly the same light: other light will look wrong.'), share: 1, faces: [] };
  },
};

function createReachCheck(reach: Reach & Required<Pick<Reach, 'beyond' | 'lacking' | 'scarce'>>): Check {
  const { name, label, measure, sign, beyond, reason } = reach;
  return {
    name: `no-${name}`,
    states: `${label} are missing`,
    threshold: `less than ${100 * scarceShare} % of the faces with ${measure} ${sign === 1 ? 'above' : 'below'} ${beyond}`,
    reason,
    find(survey) {
      const faces = listBeyond(survey, reach, beyond);
      const share = faces.length / survey.faces.length;
      if (share >= scarceShare) return undefined;
      const value = Math.abs(beyond);
      const text = faces.length === 0 ? reach.lacking(value) : reach.scarce(faces.length, survey.faces.length, value);
      return { text, share, faces };
    },
  };
}

const isChecked = (reach: Reach): reach is Parameters<typeof createReachCheck>[0] => reach.beyond !== undefined;

/** What is stated of one set, in the order of a report. */
export const checks: readonly Check[] = [
  number,
  people,
  unknownPeople,
  blurred,
  small,
  covered,
  duplicates,
  ...reaches.filter(isChecked).map(createReachCheck),
  light,
];
