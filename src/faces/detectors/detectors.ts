import { type IniTable, listPartSections } from '../../options/option';
import { cv2Dnn } from './cv2Dnn';
import type { Detector } from './detector';
import { mtcnn } from './mtcnn';
import { retinaface } from './retinaface';
import { s3fd } from './s3fd';
import { ssdMobilenet } from './ssdMobilenet';

/** The detectors there are, in the order that users see. */
export const detectors = [cv2Dnn, mtcnn, retinaface, s3fd, ssdMobilenet] as const satisfies readonly Detector[];

/** The names of those that are available. */
export type DetectorName = Extract<(typeof detectors)[number], { readonly open: unknown }>['name'];

const all: readonly Detector[] = detectors;

export const detectorNames: readonly DetectorName[] = all
  .filter(({ open }) => open !== undefined)
  .map(({ name }) => name as DetectorName);

export function findDetector(name: DetectorName): Detector & Required<Pick<Detector, 'open'>> {
  const found = all.find((detector) => detector.name === name);
  if (!found?.open) throw new Error(`the detector ${name} is not available`);
  return { ...found, open: found.open };
}

/** The sections `[detect.<section>]` of extract.ini. */
export const detectorTable: IniTable = listPartSections('detect', all);
