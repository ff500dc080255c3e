/** How a mask's edge is made soft: the keys of `mask.mask_blend` in faceswap's convert.ini. */
export interface MaskBlendSettings {
  /** Edge of the box filter in pixels of the patch, odd. */
  readonly kernelSize: number;
  readonly passes: number;
  /** Values this near to nothing or all, in percent, become nothing or all. */
  readonly threshold: number;
}

/** faceswap's defaults: `normalized`, which is a box filter, without erosion. */
export const defaultMaskBlend: MaskBlendSettings = { kernelSize: 3, passes: 4, threshold: 4 };
