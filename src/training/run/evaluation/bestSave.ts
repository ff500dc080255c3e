import type { HeldOutFigures } from '../../../evaluation/measures/heldOutMeasures';
import type { BestSave } from '../../store/modelState';

/** Margins of a few faces that differ by less cannot be told apart. */
const marginNoise = 0.01;

/**
 * Returns the record of a save that is better than the best so far; undefined where it is not. The margin decides: who is
 * shown. Where it is as high as the highest one but for noise, the better mouth and SSIM together decide.
 */
export function judgeSave(
  iterations: number,
  { margin, mouth, ssim }: HeldOutFigures,
  best: BestSave | undefined,
): BestSave | undefined {
  if (margin === undefined) return undefined;
  const highest = Math.max(margin, best?.highest_margin ?? margin);
  const save = { iterations, margin, highest_margin: highest, mouth, ssim };
  if (!best) return save;
  if (margin < highest - marginNoise) return undefined;
  const isBehind = best.margin < highest - marginNoise;
  return isBehind || (mouth ?? 0) + (ssim ?? 0) > (best.mouth ?? 0) + (best.ssim ?? 0) ? save : undefined;
}
