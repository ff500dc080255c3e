import type { Image } from '../../media/frames';
import { type AlignerName, findAligner } from '../aligners/aligners';
import { type DetectorName, findDetector } from '../detectors/detectors';
import type { Box } from '../geometry';
import type { Landmarks } from '../landmarks';
import { cutBox } from './cutBox';
import type { Detection } from './detections';
import { openLetterbox } from './letterbox';
import { buildRecognitionGraph, computeRecognitionBox, recognitionInputSize } from './recognitionNet';
import { openSquareNetwork, selectResult } from './squareNetwork';

export type { Detection } from './detections';

export interface FaceNetworksOptions {
  /** Threads a network may use; all cores when absent. */
  readonly threads?: number;
  /** `ssd-mobilenet` when absent. */
  readonly detector?: DetectorName | undefined;
  /** `dense-68` when absent. */
  readonly aligner?: AlignerName | undefined;
}

/** A detector, an aligner and the 128-d recognition network of `@vladmandic/face-api`. */
export interface FaceNetworks {
  /** Returns the faces of each image whose score is above `minScore` (0..1, 0.5 when absent), best first. */
  detect(images: readonly Image[], minScore?: number): Promise<Detection[][]>;
  /** Returns the 68 landmarks of the face in each box, in frame pixels. */
  landmarks(image: Image, boxes: readonly Box[]): Promise<Landmarks[]>;
  /** Returns a descriptor of 128 numbers for each face; descriptors of the same person are less than about 0.6 apart (Euclidean). */
  describe(image: Image, faces: readonly Landmarks[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

/** Opens the networks; each is loaded when it is first used. */
export async function openFaceNetworks({
  threads,
  detector = 'ssd-mobilenet',
  aligner = 'dense-68',
}: FaceNetworksOptions = {}): Promise<FaceNetworks> {
  const letterbox = await openLetterbox(threads);
  const openDetector = await findDetector(detector).open(letterbox, threads);
  const openAligner = await findAligner(aligner).open(letterbox, threads);
  const recognizer = openSquareNetwork(letterbox, {
    model: 'face_recognition_model',
    graph: buildRecognitionGraph,
    size: recognitionInputSize,
    centered: true,
    threads,
  });
  return {
    detect: openDetector.detect,
    landmarks: openAligner.landmarks,
    async describe(image, faces) {
      if (faces.length === 0) return [];
      const { descriptors } = await recognizer.run(faces.map((face) => cutBox(image, computeRecognitionBox(face))));
      return faces.map((_, i) => selectResult(descriptors!, i).slice());
    },
    async release() {
      for (const part of [openDetector, openAligner, recognizer, letterbox]) await part.release();
    },
  };
}
