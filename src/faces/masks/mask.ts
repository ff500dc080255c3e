import type { IniTable } from '../../options/option';
import type { Point } from '../geometry';

/** How a mask is drawn from the 68 landmarks. */
export interface LandmarkShape {
  /** Numbers of landmarks such as `0-8 17`; each part is filled as the convex hull of its points. */
  readonly parts: readonly string[];
  /** Moves landmarks before they are drawn. */
  readonly moveLandmarks?: (points: Point[]) => void;
}

interface MaskBase {
  /** As `mask_type` of train.ini and `--mask-type` of convert take it. */
  readonly name: string;
  /** A sentence in English that says what the mask covers. */
  readonly help: string;
}

/** A mask that is drawn from the landmarks of a face: for training and for converting. */
export interface LandmarkMask extends MaskBase {
  readonly source: 'landmarks';
  readonly shape: LandmarkShape;
}

/** No mask, which shows the whole square: for training and for converting. */
export interface WholeMask extends MaskBase {
  readonly source: 'none';
}

/** A mask that faceswap's networks stored in the face images: for training only. */
export interface StoredMask extends MaskBase {
  readonly source: 'stored';
  /** The network's options in faceswap's extract.ini. They are accepted but not used. */
  readonly settings?: IniTable;
}

/** A mask that the model predicts: for converting only. */
export interface PredictedMask extends MaskBase {
  readonly source: 'model';
}

/** A kind of mask: choices of train.ini and of commands, their help and the docs follow from its record. */
export type Mask = LandmarkMask | WholeMask | StoredMask | PredictedMask;
