import { formatNumber } from '../../../shared/jobText';
import { t } from '../../../shared/l10n';
import type { PreviewPicture } from '../../../shared/previewRecord';
import type { LossCurve } from '../../../training/store/curves/lossCurve';

/** With fewer iterations nothing can be said yet. */
const fewestIterations = 2000;
/** A loss that falls by less than this share of itself, over a quarter of a training, has flattened. */
const flatShare = 0.02;
/** With this share of the fine detail, eyes and mouths look sharp. */
const sharpShare = 0.6;

/**
 * Says in a few sentences how far a model is and what to do next, from its losses and from how much of the fine detail its
 * last preview shows; undefined where it was not trained.
 */
export function judgeTraining(curve: LossCurve, picture: PreviewPicture | undefined): string | undefined {
  const iterations = curve.lastIteration;
  if (iterations === 0) return undefined;
  if (iterations < fewestIterations)
    return t('A first look: {0} iterations show colors and poses, no detail yet. Train on.', formatNumber(iterations));
  const fall = computeFall(curve);
  const sharpness = picture && computeSharpness(picture);
  const percent = (share: number) => String(Math.round(100 * share));
  return [
    ...(fall === undefined
      ? []
      : [
          fall < flatShare
            ? t('The losses have flattened.')
            : t('The losses still fall: by {0} % over the last quarter.', percent(fall)),
        ]),
    ...(sharpness === undefined
      ? []
      : [t('Eyes and mouths have {0} % of the fine detail of the photos.', percent(sharpness))]),
    chooseAdvice(fall, sharpness),
  ].join(' ');
}

function chooseAdvice(fall: number | undefined, sharpness: number | undefined): string {
  if (fall === undefined || fall >= flatShare) return t('Train on: it still gets better.');
  if (sharpness !== undefined && sharpness < sharpShare)
    return t('Training on brings little: more varied and sharper faces, or a model with more pixels, would help more.');
  return t('Look at a preview, and convert.');
}

/** Returns by which share of itself the mean loss of both sides has fallen in the last quarter; undefined without losses. */
function computeFall(curve: LossCurve): number | undefined {
  const { series } = curve.slice();
  const sides = ['loss_a', 'loss_b'].flatMap((name) => {
    const means = [...(series.get(name)?.mean ?? [])].filter(Number.isFinite);
    const quarter = Math.floor(means.length / 4);
    if (quarter === 0) return [];
    const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [before, now] = [average(means.slice(-2 * quarter, -quarter)), average(means.slice(-quarter))];
    return before > 0 ? [(before - now) / before] : [];
  });
  return sides.length === 0 ? undefined : sides.reduce((sum, fall) => sum + fall, 0) / sides.length;
}

function computeSharpness({ a, b }: PreviewPicture): number {
  return Math.min(1, (a.eyes + a.mouth + b.eyes + b.mouth) / 4);
}
