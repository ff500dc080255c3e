import { basename } from 'node:path';
import { computeMeanLandmarks } from '../faces/alignment';
import { type Landmarks, landmarkParts } from '../faces/landmarks';
import { createSessionOptions } from '../faces/sessionOptions';
import { fitSimilarity } from '../faces/similarity';
import { readRegularFile } from '../files/regularFile';
import type { Image } from '../media/frames';
import { createTensor, openSession, type Session } from '../runtime/session';
import { getErrorMessage, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { Cutter } from './cutLinear';
import { type PixelRange, type PixelRangeName, pixelRanges } from './pixelRanges';
import { normalizeVector, type Recognizer } from './recognizer';

/** Larger files are no recognition networks. */
const maxNetworkBytes = 2 ** 30;
/** Where ArcFace wants the eyes, the tip of the nose and the corners of the mouth in its square of 112 pixels (InsightFace). */
const arcFaceSize = 112;
const arcFacePoints = [38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041];
const tipOfNose = 30;
const cornersOfMouth = [48, 54] as const;

/**
 * Opens a recognition network that the user brings: one picture [n, 3, size, size], aligned like ArcFace's, to one vector.
 * @throws UserError when the file cannot be read or is no such network
 */
export async function openRecognizerFile(path: string, range: PixelRangeName, cutter: Cutter): Promise<Recognizer> {
  const bytes = await readRegularFile(path, maxNetworkBytes);
  const session = await openSession(bytes, createSessionOptions()).catch((error: unknown) => {
    throw new UserError(t('{0} is no ONNX network that can be run: {1}', path, getErrorMessage(error)));
  });
  const network = { path, session, cutter, range: pixelRanges.find(({ name }) => name === range)! };
  await describeFace(
    network,
    createGrayFace(),
    computeMeanLandmarks().map((value) => value * arcFaceSize),
  ).catch(async (error: unknown) => {
    await session.release();
    throw error;
  });
  return {
    name: basename(path),
    isOwn: false,
    describe: (image, landmarks) => describeFace(network, image, landmarks),
    release: () => session.release(),
  };
}

interface OpenNetwork {
  readonly path: string;
  readonly session: Session;
  readonly cutter: Cutter;
  readonly range: PixelRange;
}

async function describeFace(
  { path, session, cutter, range }: OpenNetwork,
  image: Image,
  landmarks: Landmarks,
): Promise<Float32Array> {
  const toSquare = fitSimilarity(selectFivePoints(landmarks), arcFacePoints);
  const pixels = await cutter.warp(image, toSquare, arcFaceSize, arcFaceSize);
  const area = arcFaceSize * arcFaceSize;
  const planes = new Float32Array(3 * area);
  for (let i = 0; i < planes.length; i++) {
    const channel = Math.floor(i / area);
    planes[i] = (pixels[3 * (i % area) + channel]! - range.mean[channel]!) / range.deviation[channel]!;
  }
  const feeds = { [session.inputNames[0]!]: createTensor('float32', planes, [1, 3, arcFaceSize, arcFaceSize]) };
  const outputs = await session.run(feeds).catch((error: unknown) => {
    throw new UserError(
      t(
        '{0} does not take a face of {1} x {1} pixels [1, 3, {1}, {1}]: {2}',
        path,
        arcFaceSize,
        getErrorMessage(error),
      ),
    );
  });
  const vector = outputs[session.outputNames[0]!];
  if (!(vector?.data instanceof Float32Array) || vector.data.length < 16)
    throw new UserError(t('{0} returns no vector of a face. Choose a recognition network.', path));
  return normalizeVector(vector.data.slice());
}

/** Returns both eyes, the tip of the nose and the corners of the mouth, as ArcFace counts them: from the left of the picture. */
function selectFivePoints(landmarks: Landmarks): number[] {
  const eyes = [landmarkParts.rightEye, landmarkParts.leftEye].flatMap(([from, to]) => {
    const points = landmarks.subarray(2 * from, 2 * to);
    return [0, 1].map(
      (axis) => points.filter((_, i) => i % 2 === axis).reduce((sum, value) => sum + value, 0) / (to - from),
    );
  });
  const others = [tipOfNose, ...cornersOfMouth].flatMap((point) => [landmarks[2 * point]!, landmarks[2 * point + 1]!]);
  return [...eyes, ...others];
}

/** Returns a picture to try a network with. */
function createGrayFace(): Image {
  return { width: arcFaceSize, height: arcFaceSize, pixels: new Uint8Array(3 * arcFaceSize * arcFaceSize).fill(128) };
}
