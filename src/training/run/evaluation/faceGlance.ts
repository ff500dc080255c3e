import { colorShrink, colorSize, ViewPicture } from '../../../evaluation/facePair';
import { findFaceRegions } from '../../../evaluation/faceRegions';
import { measureContrast } from '../../../evaluation/measures/detail';
import { measureEyeOpening, measureMouthOpening } from '../../../evaluation/measures/expression';
import { createOwnRecognizer, type Recognizer } from '../../../evaluation/recognizer';
import { findInUprightFace } from '../../../faces/findLandmarks';
import type { Landmarks } from '../../../faces/landmarks';
import { openFaceNetworks } from '../../../faces/networks/faceNetworks';
import { openWarper, type Warper } from '../../../faces/warp';
import type { Image } from '../../../media/frames';

/** How far mouth and eyes are open, as a network finds them. */
export interface Expression {
  readonly landmarks: Landmarks;
  readonly mouth: number;
  readonly eyes: number;
}

/** The networks by which faces are measured while a model trains. They are opened once, on the CPU. */
export interface FaceGlance {
  readonly recognizer: Recognizer;
  readonly warper: Warper;
  /** @param landmarks where the face is, roughly, in pixels of the head */
  readExpression(head: Image, landmarks: Landmarks): Promise<Expression>;
  release(): Promise<void>;
}

export async function openFaceGlance(threads: number): Promise<FaceGlance> {
  const networks = await openFaceNetworks({ threads });
  const warper = await openWarper({ threads });
  return {
    recognizer: createOwnRecognizer(networks),
    warper,
    async readExpression(head, around) {
      const landmarks = await findInUprightFace(networks, warper, head, around);
      return { landmarks, mouth: measureMouthOpening(landmarks), eyes: measureEyeOpening(landmarks) };
    },
    async release() {
      await networks.release();
      await warper.release();
    },
  };
}

/** Returns the pixels well inside a face, where its detail is measured. @param landmarks in pixels of the head's view */
export function findInside(landmarks: Landmarks): Uint32Array {
  return findFaceRegions(
    landmarks.map((value) => (value + 0.5) / colorShrink - 0.5),
    colorSize,
  ).inside;
}

/** Returns the contrast of fine detail in a head, in levels of luma. */
export function measureHeadDetail({ pixels }: Image, inside: Uint32Array): number | undefined {
  const square = measureContrast(new ViewPicture(pixels), inside);
  return square === undefined ? undefined : Math.sqrt(square);
}
