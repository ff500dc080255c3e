import type { CropGeometry } from './faceBatch';

/** The fixed faces of one side that a preview shows. */
export interface PreviewFaces {
  readonly count: number;
  /** What the encoder reads: [N, inputSize, inputSize, 3] RGB. */
  readonly input: Uint8Array;
  /** The faces at full coverage: [N, patchSize, patchSize, 3] RGB, patchSize from {@link previewPatchSize}. */
  readonly patches: Uint8Array;
  /** Face masks: [N, outputSize, outputSize], 0..255. */
  readonly masks: Uint8Array;
}

/** Reads `count` faces of a folder, evenly spread over the files sorted by name, without augmentation. */
export declare function previewFaces(folder: string, geometry: CropGeometry, count: number): Promise<PreviewFaces>;

/** Model outputs, RGB uint8 [N, outputSize, outputSize, 3]; `aToB` is face A drawn by decoder B. */
export interface PreviewOutputs {
  readonly a: PreviewFaces;
  readonly b: PreviewFaces;
  readonly aToA: Uint8Array;
  readonly aToB: Uint8Array;
  readonly bToB: Uint8Array;
  readonly bToA: Uint8Array;
}

/** Draws the preview of faceswap.md §5.4 as a PNG. */
export declare function composePreview(
  outputs: PreviewOutputs,
  geometry: CropGeometry,
  options?: { readonly maskOverlay?: boolean },
): Promise<Uint8Array>;
