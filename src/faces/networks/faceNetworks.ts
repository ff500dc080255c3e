import { type HostTensor, type Session, tensor } from '../../runtime/session';
import type { Box } from '../../shared/geometry';
import type { Image } from '../../shared/image';
import type { Landmarks } from '../../shared/landmarks';
import { cutBox } from './cutBox';
import { type Detection, detectionsOf } from './detections';
import { detectorGraph, detectorInputSize } from './detector';
import { landmarkGraph, landmarkInputSize } from './landmarkNet';
import { type Letterbox, openLetterbox } from './letterbox';
import { openNetwork } from './modelCache';
import { recognitionBox } from './recognitionBox';
import { descriptorLength, recognitionGraph, recognitionInputSize } from './recognitionNet';

export type { Detection } from './detections';

export interface FaceNetworksOptions {
  /** Threads a network may use; all cores when absent. */
  readonly threads?: number;
}

/** The detector, the 68-landmark network and the 128-d recognition network of `@vladmandic/face-api`, as ONNX. */
export interface FaceNetworks {
  /** Faces of each image, best score first. */
  detect(images: readonly Image[]): Promise<Detection[][]>;
  /** 68 landmarks in each box, frame pixels. */
  landmarks(image: Image, boxes: readonly Box[]): Promise<Landmarks[]>;
  /** A descriptor of 128 numbers for each face; two of one person lie nearer than about 0.6 (Euclidean). */
  describe(image: Image, faces: readonly Landmarks[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

/** Opens the networks; each is loaded when it is first used. */
export async function openFaceNetworks(options: FaceNetworksOptions = {}): Promise<FaceNetworks> {
  const letterbox = await openLetterbox(options.threads);
  const open = (model: string, graph: Parameters<typeof openNetwork>[1]) =>
    onDemand(() => openNetwork(model, graph, options));
  const detector = open('ssd_mobilenetv1_model', detectorGraph);
  const landmarkNet = open('face_landmark_68_model', landmarkGraph);
  const recogniser = open('face_recognition_model', recognitionGraph);
  return {
    detect: async (images) => {
      const { boxes, scores } = await runOn(await detector.get(), letterbox, images, detectorInputSize, false);
      return images.map((image, i) => detectionsOf(image, row(boxes!, i), row(scores!, i)));
    },
    landmarks: async (image, boxes) => {
      const cuts = boxes.map((box) => cutBox(image, box));
      const { points } = await runOn(await landmarkNet.get(), letterbox, cuts, landmarkInputSize, true);
      return cuts.map((cut, i) => pointsInFrame(row(points!, i), cut));
    },
    describe: async (image, faces) => {
      const cuts = faces.map((face) => cutBox(image, recognitionBox(face)));
      const { descriptors } = await runOn(await recogniser.get(), letterbox, cuts, recognitionInputSize, true);
      return cuts.map((_, i) => row(descriptors!, i).slice(0, descriptorLength));
    },
    release: async () => {
      for (const part of [detector, landmarkNet, recogniser]) await part.release();
      await letterbox.release();
    },
  };
}

/** A session that is opened by its first user. */
function onDemand(open: () => Promise<Session>) {
  let session: Promise<Session> | undefined;
  return {
    get: () => (session ??= open()),
    release: async () => (await session)?.release(),
  };
}

async function runOn(
  session: Session,
  letterbox: Letterbox,
  images: readonly Image[],
  size: number,
  centred: boolean,
): Promise<Readonly<Record<string, HostTensor>>> {
  const length = 3 * size * size;
  const batch = new Float32Array(images.length * length);
  for (const [i, image] of images.entries())
    await letterbox.fit(image, batch.subarray(i * length, (i + 1) * length), { size, centred });
  return session.run({ pixels: tensor('float32', batch, [images.length, 3, size, size]) });
}

/** The part of a batched result that belongs to one input. */
function row({ data, dims }: HostTensor, index: number): Float32Array {
  const length = data.length / dims[0]!;
  return (data as Float32Array).subarray(index * length, (index + 1) * length);
}

/** From parts of the square that a cut is centred in to frame pixels. */
function pointsInFrame(points: Float32Array, { x, y, width, height }: Box): Landmarks {
  const edge = Math.max(width, height);
  const [left, top] = [x - (edge - width) / 2, y - (edge - height) / 2];
  return points.map((part, i) => part * edge + (i % 2 === 0 ? left : top));
}
