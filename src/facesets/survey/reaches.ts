import { t } from '../../shared/l10n';
import type { Reach } from './reach';

const poseReason =
  'Twenty people who look straight into the camera (the London set) are measured with a spread of 5° in pitch and 3° in yaw, so two equal faces differ by up to 10°; a network shows a face that is turned by 20° more than any that it has seen as something between both people.';
const mouthReason =
  'Closed mouths of twenty people (the London set) measure 0.4 to 4 %, speech 4 to 12 %, a wide open mouth 18 to 25 %.';
const eyesReason =
  'Open eyes of twenty people (the London set) measure 5.4 to 6.8 %, closed ones of a clip of speech 4.9 to 5.2 %. Our aligner tells closed eyes only weakly: those of other people are missed where the open ones are wide.';
const lightReason =
  'In the even light of a studio (the London set) both cheeks differ by -0.3 to 0 EV, and the frames of one shot by less than 0.3 EV.';

/** The directions in which sets are looked at, in the order of a report. */
export const reaches: readonly Reach[] = [
  {
    name: 'turnedLeft',
    label: 'faces turned to the left',
    measure: 'yaw',
    sign: -1,
    beyond: -40,
    tolerance: 10,
    reason: poseReason,
    lacking: (value) => t('No faces are turned beyond {0}° to the left.', value),
    scarce: (count, total, value) =>
      t('Only {0} of {1} faces are turned beyond {2}° to the left.', count, total, value),
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A are turned further to the left than those of B (A to {1}°, B to {2}°): expect A to show through there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'turnedRight',
    label: 'faces turned to the right',
    measure: 'yaw',
    sign: 1,
    beyond: 40,
    tolerance: 10,
    reason: poseReason,
    lacking: (value) => t('No faces are turned beyond {0}° to the right.', value),
    scarce: (count, total, value) =>
      t('Only {0} of {1} faces are turned beyond {2}° to the right.', count, total, value),
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A are turned further to the right than those of B (A to {1}°, B to {2}°): expect A to show through there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'lookingUp',
    label: 'faces looking up',
    measure: 'pitch',
    sign: 1,
    beyond: 20,
    tolerance: 10,
    reason: poseReason,
    lacking: (value) => t('No faces look up by more than {0}°.', value),
    scarce: (count, total, value) => t('Only {0} of {1} faces look up by more than {2}°.', count, total, value),
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A look further up than those of B (A to {1}°, B to {2}°): expect A to show through there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'lookingDown',
    label: 'faces looking down',
    measure: 'pitch',
    sign: -1,
    beyond: -20,
    tolerance: 10,
    reason: poseReason,
    lacking: (value) => t('No faces look down by more than {0}°.', value),
    scarce: (count, total, value) => t('Only {0} of {1} faces look down by more than {2}°.', count, total, value),
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A look further down than those of B (A to {1}°, B to {2}°): expect A to show through there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'openMouth',
    label: 'faces with an open mouth',
    measure: 'mouthOpening',
    sign: 1,
    beyond: 12,
    tolerance: 4,
    reason: mouthReason,
    lacking: (value) => t('No faces have a wide open mouth (a gap of more than {0} % of the face).', value),
    scarce: (count, total, value) =>
      t('Only {0} of {1} faces have a wide open mouth (a gap of more than {2} % of the face).', count, total, value),
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A have the mouth further open than those of B (A to {1} % of the face, B to {2} %): expect A to show through there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'closedMouth',
    label: 'faces with a closed mouth',
    measure: 'mouthOpening',
    sign: -1,
    beyond: 4,
    tolerance: 4,
    reason: mouthReason,
    lacking: (value) => t('No faces have a closed mouth (a gap of less than {0} % of the face).', value),
    scarce: (count, total, value) =>
      t('Only {0} of {1} faces have a closed mouth (a gap of less than {2} % of the face).', count, total, value),
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A have the mouth further closed than those of B (A to {1} % of the face, B to {2} %): expect A to show through there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'closedEyes',
    label: 'faces with closed eyes',
    measure: 'eyeOpening',
    sign: -1,
    beyond: 5.2,
    tolerance: 0.6,
    reason: eyesReason,
    lacking: (value) => t('No faces have closed eyes (a gap of less than {0} % of the face).', value),
    scarce: (count, total, value) =>
      t('Only {0} of {1} faces have closed eyes (a gap of less than {2} % of the face).', count, total, value),
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A have the eyes further closed than those of B (A to {1} % of the face, B to {2} %): expect A to show through there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'lightLeft',
    label: 'faces with light from the left',
    measure: 'sideLight',
    sign: -1,
    tolerance: 0.5,
    reason: lightReason,
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A have more light from the left than those of B (A to {1} EV, B to {2} EV): expect wrong shadows there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'lightRight',
    label: 'faces with light from the right',
    measure: 'sideLight',
    sign: 1,
    tolerance: 0.5,
    reason: lightReason,
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A have more light from the right than those of B (A to {1} EV, B to {2} EV): expect wrong shadows there.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'dark',
    label: 'dark faces',
    measure: 'brightness',
    sign: -1,
    isRelative: true,
    tolerance: 10,
    reason:
      'Skins differ by 40 % from person to person, so each face is compared with the middle of its own set; in one shot 90 % of the faces are within 8 %.',
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A are darker against the middle of their set than those of B (A to {1} %, B to {2} %): B has no such shadow.',
        share,
        reachA,
        reachB,
      ),
  },
  {
    name: 'bright',
    label: 'bright faces',
    measure: 'brightness',
    sign: 1,
    isRelative: true,
    tolerance: 10,
    reason:
      'Skins differ by 40 % from person to person, so each face is compared with the middle of its own set; in one shot 90 % of the faces are within 8 %.',
    missing: (share, reachA, reachB) =>
      t(
        '{0} of the faces of A are brighter against the middle of their set than those of B (A to {1} %, B to {2} %): B has no such light.',
        share,
        reachA,
        reachB,
      ),
  },
];
