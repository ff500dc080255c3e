import { detailRadius } from '../fineDetail';
import { detail } from './detail';
import { eyes, mouth } from './expression';
import { likenessToA, likenessToB, margin, nearerToB } from './identity';
import type { SwapMeasure } from './measure';

/** A number by which a model is measured while it trains: its column in the log, its curve and its line in docs/evaluation.md follow from its record. */
export type HeldOutMeasure = Pick<SwapMeasure, 'name' | 'label' | 'unit' | 'range' | 'better' | 'formula' | 'origin'>;

function describe<const Name extends string>(measure: SwapMeasure & { readonly name: Name }, formula: string) {
  const { name, label, unit, range, better, origin } = measure;
  return { name: name as Name, label, unit, range, better, formula, origin } satisfies HeldOutMeasure;
}

const onHeldOut = 'mean over the held-out faces of A that the model draws as B';

/** The measures of a model on faces that it is not trained on, in the order that users see. */
export const heldOutMeasures = [
  describe(margin, `Likeness to B less likeness to A, ${onHeldOut}.`),
  describe(
    likenessToB,
    `Cosine of the identity vector of the drawn face and the mean of those of the faces of B, ${onHeldOut}.`,
  ),
  describe(
    likenessToA,
    `Cosine of the identity vector of the drawn face and the mean of those of the faces of A, ${onHeldOut}.`,
  ),
  { ...describe(nearerToB, 'Share of these faces whose margin is above zero.'), label: 'faces nearer to B' },
  describe(mouth, 'Opening of the inner lips in widths of the mouth, concordance with that of A over these faces.'),
  describe(eyes, 'Opening of the lids in widths of the eye, concordance with that of A over these faces.'),
  {
    name: 'detail',
    label: detail.label,
    unit: 'of pictures of B',
    range: [0, 10],
    better: 'higher',
    formula: `Contrast of fine detail inside these faces as a share of that inside pictures of B: root mean square of luma less its mean over ${2 * detailRadius + 1} x ${2 * detailRadius + 1} of the 512 x 512 pixels of the head.`,
    origin: 'this project',
  },
  {
    name: 'ssim',
    label: 'structural similarity',
    unit: '',
    range: [-1, 1],
    better: 'higher',
    formula:
      'SSIM of luma inside the face, of held-out faces of A drawn as A and of B drawn as B with their pictures at the output size, mean over both.',
    origin: 'structural similarity (Wang et al. 2004): Gaussian of 11 x 11 pixels, deviation 1.5',
  },
  {
    name: 'psnr',
    label: 'signal to noise',
    unit: 'dB',
    range: [0, 100],
    better: 'higher',
    formula:
      'Peak signal by the mean square error of RGB inside the face, of the same faces drawn as themselves, mean over both.',
    origin: 'peak signal-to-noise ratio',
  },
] as const satisfies readonly HeldOutMeasure[];

export type HeldOutMeasureName = (typeof heldOutMeasures)[number]['name'];

/** The values of a model; those that it does not have are absent. */
export type HeldOutFigures = { readonly [Name in HeldOutMeasureName]?: number };
