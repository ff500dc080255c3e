import type { Image } from '../../media/frames';
import type { Box } from '../geometry';
import type { Landmarks } from '../landmarks';
import { cutBox } from './cutBox';
import { type Detection, detectionsOf } from './detections';
import { detectorGraph, detectorInputSize } from './detector';
import { landmarkGraph, landmarkInputSize } from './landmarkNet';
import { openLetterbox } from './letterbox';
import { recognitionBox } from './recognitionBox';
import { recognitionGraph, recognitionInputSize } from './recognitionNet';
import { resultOf, squareNetwork } from './squareNetwork';

export type { Detection } from './detections';

export interface FaceNetworksOptions {
  /** Threads a network may use; all cores when absent. */
  readonly threads?: number;
}

/** The detector, the 68-landmark network and the 128-d recognition network of `@vladmandic/face-api`, as ONNX. */
export interface FaceNetworks {
  /** Faces of each image whose score is above `minScore` (0..1, 0.5 when absent), best first. */
  detect(images: readonly Image[], minScore?: number): Promise<Detection[][]>;
  /** 68 landmarks in each box, frame pixels. */
  landmarks(image: Image, boxes: readonly Box[]): Promise<Landmarks[]>;
  /** A descriptor of 128 numbers for each face; two of one person lie nearer than about 0.6 (Euclidean). */
  describe(image: Image, faces: readonly Landmarks[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

/** Opens the networks; each is loaded when it is first used. */
export async function openFaceNetworks({ threads }: FaceNetworksOptions = {}): Promise<FaceNetworks> {
  const letterbox = await openLetterbox(threads);
  const detector = squareNetwork(letterbox, {
    model: 'ssd_mobilenetv1_model',
    graph: detectorGraph,
    size: detectorInputSize,
    centred: false,
    threads,
  });
  const landmarkNet = squareNetwork(letterbox, {
    model: 'face_landmark_68_model',
    graph: landmarkGraph,
    size: landmarkInputSize,
    centred: true,
    threads,
  });
  const recogniser = squareNetwork(letterbox, {
    model: 'face_recognition_model',
    graph: recognitionGraph,
    size: recognitionInputSize,
    centred: true,
    threads,
  });
  return {
    async detect(images, minScore) {
      if (images.length === 0) return [];
      const { boxes, scores } = await detector.run(images);
      return images.map((image, i) => detectionsOf(image, resultOf(boxes!, i), resultOf(scores!, i), minScore));
    },
    async landmarks(image, boxes) {
      if (boxes.length === 0) return [];
      const cuts = boxes.map((box) => cutBox(image, box));
      const { points } = await landmarkNet.run(cuts);
      return cuts.map((cut, i) => pointsInFrame(resultOf(points!, i), cut));
    },
    async describe(image, faces) {
      if (faces.length === 0) return [];
      const { descriptors } = await recogniser.run(faces.map((face) => cutBox(image, recognitionBox(face))));
      return faces.map((_, i) => resultOf(descriptors!, i).slice());
    },
    async release() {
      for (const part of [detector, landmarkNet, recogniser, letterbox]) await part.release();
    },
  };
}

/** From parts of the square that a cut is centred in to frame pixels. */
function pointsInFrame(points: Float32Array, { x, y, width, height }: Box): Landmarks {
  const edge = Math.max(width, height);
  const [left, top] = [x - (edge - width) / 2, y - (edge - height) / 2];
  return points.map((part, i) => part * edge + (i % 2 === 0 ? left : top));
}
