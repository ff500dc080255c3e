import type { Landmarks } from '../faces/landmarks';
import type { Matrix3 } from '../faces/matrix3';
import type { Pose } from '../faces/pose';
import { type FaceRegions, findFaceRegions } from './faceRegions';
import { measureFineDetail } from './fineDetail';
import { computeLab, type LabPicture } from './planes';

/** Edge of the picture of a head that measures look at, in pixels: its core, the face, takes 0.375 of them. */
export const viewSize = 512;
/** Colors are compared in averages of so many pixels. */
export const colorShrink = 4;
export const colorSize = viewSize / colorShrink;

/** A head, upright; the head of a result is cut from the same place as that of its source. */
export interface FaceView {
  /** RGB, {@link viewSize} square. */
  readonly pixels: Uint8Array;
  /** In pixels of the view, found in this picture. */
  readonly landmarks: Landmarks;
  /** Of the landmarks, in the upright square of the aligned face. */
  readonly shape: Landmarks;
  readonly pose: Pose;
}

/** What measures compute of a view when they first need it. */
export class ViewPicture {
  #detail: Float32Array | undefined;
  #lab: LabPicture | undefined;

  constructor(readonly pixels: Uint8Array) {}

  /** The contrast of fine detail, {@link colorSize} square. */
  get detail(): Float32Array {
    this.#detail ??= measureFineDetail(this.pixels, viewSize, colorShrink);
    return this.#detail;
  }

  /** {@link colorSize} square. */
  get lab(): LabPicture {
    this.#lab ??= computeLab(this.pixels, viewSize, colorShrink);
    return this.#lab;
  }
}

/** Where a head is in a frame. */
export interface FacePlace {
  /** Frame pixels → pixels of the view. */
  readonly matrix: Matrix3;
  /** The landmarks by which the face was swapped, in pixels of the view. */
  readonly hull: Landmarks;
}

/** The pictures of a face of a result beside the same face of its source. */
export class FacePictures {
  readonly sourcePicture: ViewPicture;
  readonly resultPicture: ViewPicture;
  #regions: FaceRegions | undefined;

  constructor(
    source: Uint8Array,
    result: Uint8Array,
    readonly place: FacePlace,
  ) {
    this.sourcePicture = new ViewPicture(source);
    this.resultPicture = new ViewPicture(result);
  }

  /** Pixels of {@link colorSize}. */
  get regions(): FaceRegions {
    this.#regions ??= findFaceRegions(
      this.place.hull.map((value) => (value + 0.5) / colorShrink - 0.5),
      colorSize,
    );
    return this.#regions;
  }
}

/** A face of a result beside the same face of its source, looked at by networks. */
export class FacePair extends FacePictures {
  /** @param identity the vector of the face in the result, of length 1 */
  constructor(
    readonly source: FaceView,
    readonly result: FaceView,
    place: FacePlace,
    readonly identity: Float32Array,
  ) {
    super(source.pixels, result.pixels, place);
  }
}
