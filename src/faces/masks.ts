/** Which part of the face a mask shows, drawn from the 68 landmarks. */
export type MaskKind = 'components' | 'extended' | 'eyes' | 'mouth';

export interface MaskOptions {
  /** Grows the mask by so many percent of its radius; negative shrinks it. 0 when absent. */
  readonly dilationPercent?: number;
}

/**
 * Draws a mask from landmarks in crop pixels (flat [x, y], see `applyToPoints`).
 * @returns size·size bytes, 0 outside and 255 inside, the edge anti-aliased.
 */
export declare function landmarkMask(
  pointsInCrop: ArrayLike<number>,
  size: number,
  kind: MaskKind,
  options?: MaskOptions,
): Uint8Array;
