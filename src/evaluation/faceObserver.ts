import { alignFace, computeCropMatrix } from '../faces/alignment';
import { findInUprightFace } from '../faces/findLandmarks';
import type { Landmarks } from '../faces/landmarks';
import { transformPoints } from '../faces/matrix3';
import { type FaceNetworks, openFaceNetworks } from '../faces/networks/faceNetworks';
import type { Image } from '../media/frames';
import { linearCutter } from './cutLinear';
import { FacePair, FacePictures, type FacePlace, type FaceView, viewSize } from './facePair';
import type { PixelRangeName } from './pixelRanges';
import { createOwnRecognizer, type Recognizer } from './recognizer';
import { openRecognizerFile } from './recognizerFile';

/** A recognition network that the user brings. */
export interface RecognizerChoice {
  readonly path: string;
  readonly range: PixelRangeName;
}

/** Looks at faces with networks: their landmarks, their pose, and who they are. */
export interface FaceObserver {
  readonly recognizer: Recognizer;
  /** Returns a face of a result beside that of its source. @param landmarks of the source, frame pixels */
  observePair(source: Image, result: Image, landmarks: Landmarks): Promise<FacePair>;
  /** Returns only the pictures of a face of a result and of its source, which takes no network. @param landmarks of the source */
  cutPair(source: Image, result: Image, landmarks: Landmarks): Promise<FacePictures>;
  /** Returns the same pair with another picture in the place of the result. */
  observeOther(pair: FacePair, result: Image): Promise<FacePair>;
  /** Returns the identity vector of the face of the source, of length 1. */
  identifySource(pair: FacePair): Promise<Float32Array>;
  release(): Promise<void>;
}

/** @throws UserError when the network of the user cannot be used */
export async function openFaceObserver(choice?: RecognizerChoice): Promise<FaceObserver> {
  const networks = await openFaceNetworks();
  try {
    const recognizer = choice
      ? await openRecognizerFile(choice.path, choice.range, linearCutter)
      : createOwnRecognizer(networks);
    const observe = (image: Image, place: FacePlace) => observeFace(networks, image, place);
    const identify = ({ pixels, landmarks }: FaceView) =>
      recognizer.describe({ width: viewSize, height: viewSize, pixels }, landmarks);
    const pairWith = async (source: FaceView, image: Image, place: FacePlace) => {
      const result = await observe(image, place);
      return new FacePair(source, result, place, await identify(result));
    };
    return {
      recognizer,
      observePair: async (source, result, landmarks) => {
        const place = findPlace(landmarks);
        return await pairWith(await observe(source, place), result, place);
      },
      cutPair: async (source, result, landmarks) => {
        const place = findPlace(landmarks);
        return new FacePictures(await cutView(source, place), await cutView(result, place), place);
      },
      observeOther: ({ source, place }, result) => pairWith(source, result, place),
      identifySource: ({ source }) => identify(source),
      release: async () => {
        for (const part of [recognizer, networks]) await part.release();
      },
    };
  } catch (error) {
    await networks.release();
    throw error;
  }
}

function findPlace(landmarks: Landmarks): FacePlace {
  const matrix = computeCropMatrix(alignFace(landmarks), { size: viewSize, centering: 'head' });
  return { matrix, hull: transformPoints(matrix, landmarks) };
}

function cutView(image: Image, { matrix }: FacePlace): Promise<Uint8Array> {
  return linearCutter.warp(image, matrix, viewSize, viewSize);
}

/** Looks at a face in an image; its landmarks are looked for where `place` says that the face is. */
async function observeFace(networks: FaceNetworks, image: Image, place: FacePlace): Promise<FaceView> {
  const pixels = await cutView(image, place);
  const view = { width: viewSize, height: viewSize, pixels };
  const landmarks = await findInUprightFace(networks, linearCutter, view, place.hull);
  const face = alignFace(landmarks);
  return {
    pixels,
    landmarks,
    shape: transformPoints(face.matrix, landmarks),
    pose: face.pose,
  };
}
