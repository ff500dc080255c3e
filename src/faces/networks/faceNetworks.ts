import type { Box } from '../../shared/geometry';
import type { Image } from '../../shared/image';
import type { Landmarks } from '../../shared/landmarks';

export interface Detection {
  /** Frame pixels. */
  readonly box: Box;
  /** 0..1 */
  readonly score: number;
}

export interface FaceNetworksOptions {
  /** Threads a network may use; all cores when absent. */
  readonly threads?: number;
}

/** The detector, the 68-landmark network and the 128-d recognition network of `@vladmandic/face-api`, as ONNX. */
export interface FaceNetworks {
  /** Faces of each image, best score first. */
  detect(images: readonly Image[]): Promise<Detection[][]>;
  /** 68 landmarks in each box. */
  landmarks(image: Image, boxes: readonly Box[]): Promise<Landmarks[]>;
  /** A 128-d descriptor for each face; two of one person lie nearer than about 0.6 (Euclidean). */
  describe(image: Image, faces: readonly Landmarks[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

export declare function openFaceNetworks(options?: FaceNetworksOptions): Promise<FaceNetworks>;
