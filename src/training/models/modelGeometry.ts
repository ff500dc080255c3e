import type { CropGeometry } from '../data/cropGeometry';
import type { CommonTrainOptions } from '../hyperparameters/commonOptions';
import type { Model } from './model';

/** Returns how a model with these options sees a face. */
export function getCropGeometry(model: Model, options: CommonTrainOptions): CropGeometry {
  const { centering, coverage, vertical_offset: verticalOffset } = options.global;
  const { mask_type, mask_dilation, mask_blur_kernel, mask_threshold } = options['global.loss'];
  return {
    inputSize: model.inputSize,
    outputSize: model.outputSize,
    centering,
    coverage: coverage / 100,
    verticalOffset: verticalOffset / 100,
    maskType: mask_type,
    maskRefinement: {
      dilationPercent: mask_dilation,
      blurKernel: mask_blur_kernel,
      thresholdPercent: mask_threshold,
    },
  };
}
