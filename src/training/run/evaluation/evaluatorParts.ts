import { chooseEvenly } from '../../../shared/chooseEvenly';
import type { CropGeometry } from '../../data/cropGeometry';
import type { FaceLoader } from '../../data/faceLoader';
import type { Side } from '../../models/model';
import type { FaceRenderer } from '../../preview/faceRenderer';
import type { EvaluationKind } from '../../store/curves/evaluationLog';
import { EvaluationTime } from './evaluationTime';
import { type Expression, type FaceGlance, findInside, measureHeadDetail } from './faceGlance';
import { average } from './faceValues';
import { identifyPerson } from './heldOutPeople';
import { type HeldOutFace, type HeldOutHead, prepareHead, readHead, readHeldOutFaces } from './heldOutPictures';

/** Faces of each side at a save, and at a snapshot and the end. */
export const facesByKind: Readonly<Record<EvaluationKind, number>> = { save: 12, full: 48 };
/** Pictures of B whose detail is the measure of that of the swap. */
const detailPictures = 16;

export interface EvaluatorSettings extends FaceRenderer {
  readonly geometry: CropGeometry;
  readonly divided: FaceLoader['divided'];
}

/** A held-out face of A with what does not change while the model trains. */
export interface SwapFace extends HeldOutFace {
  readonly head: HeldOutHead;
  readonly source: Expression;
  readonly inside: Uint32Array;
}

/** What an evaluation needs, and what does not change while the model trains. */
export interface EvaluatorParts {
  readonly glance: FaceGlance;
  readonly a: readonly SwapFace[];
  readonly b: readonly HeldOutFace[];
  readonly people: Readonly<Record<Side, Float32Array>>;
  readonly detailOfB: number | undefined;
  readonly time: EvaluationTime;
}

/** Reads what does not change while the model trains; undefined where nobody can be recognized. */
export async function prepareParts(setup: EvaluatorSettings, glance: FaceGlance): Promise<EvaluatorParts | undefined> {
  const { divided, geometry } = setup;
  const [filesA, filesB] = [divided.a, divided.b].map(({ heldOut }) =>
    chooseEvenly(heldOut, facesByKind.full).map(({ file }) => file),
  ) as [string[], string[]];
  const startedAt = performance.now();
  const a: SwapFace[] = [];
  for (const { file, face } of await readHeldOutFaces(filesA, geometry)) {
    const swapFace = await prepareSwapFace(file, face, geometry, glance);
    if (swapFace) a.push(swapFace);
  }
  const faceMs = (performance.now() - startedAt) / Math.max(1, a.length);
  const b = (await readHeldOutFaces(filesB, geometry)).map(({ face }) => face);
  const [personA, personB] = [
    await identifyPerson(divided.a, glance.recognizer),
    await identifyPerson(divided.b, glance.recognizer),
  ];
  if (a.length === 0 || !personA || !personB) return undefined;
  const detailOfB = await measurePictureDetail(divided.b, geometry, glance);
  const people = { a: personA, b: personB };
  return { glance, a, b, people, detailOfB, time: new EvaluationTime(faceMs) };
}

async function prepareSwapFace(
  file: string,
  face: HeldOutFace,
  geometry: CropGeometry,
  glance: FaceGlance,
): Promise<SwapFace | undefined> {
  const picture = await readHead(file);
  if (!picture) return undefined;
  const head = await prepareHead(picture, geometry, glance.warper);
  const source = await glance.readExpression(head.picture, head.landmarks);
  return { ...face, head, source, inside: findInside(head.landmarks) };
}

/** Returns the mean detail of pictures of a side: of those that are held out, or else of others. */
async function measurePictureDetail(
  { heldOut, trained }: EvaluatorSettings['divided']['b'],
  geometry: CropGeometry,
  { warper }: FaceGlance,
): Promise<number | undefined> {
  const values: (number | undefined)[] = [];
  for (const { file } of chooseEvenly(heldOut.length > 0 ? heldOut : trained, detailPictures)) {
    const picture = await readHead(file);
    if (!picture) continue;
    const { picture: head, landmarks } = await prepareHead(picture, geometry, warper);
    values.push(measureHeadDetail(head, findInside(landmarks)));
  }
  return average(values);
}
