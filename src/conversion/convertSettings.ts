/** How a mask's edge is made soft: the keys of `mask.mask_blend` in faceswap's convert.ini. */
export interface MaskBlendSettings {
  /** `normalized` is a box filter. */
  readonly blur: 'normalized' | 'gaussian' | 'none';
  /** Edge of the filter in pixels of the patch; the odd number that is not smaller counts. */
  readonly kernelSize: number;
  readonly passes: number;
  /** Values this near to nothing or all, in percent, become nothing or all. */
  readonly threshold: number;
}

/** faceswap's defaults, without erosion. */
export const defaultMaskBlend: MaskBlendSettings = { blur: 'normalized', kernelSize: 3, passes: 4, threshold: 4 };
