import type { HeldOutFigures } from '../../../evaluation/measures/heldOutMeasures';
import { computeConcordance } from '../../../evaluation/swapFigures';

/** What is measured of a held-out face of A that is drawn as B. */
export interface SwapValues {
  readonly likenessToA: number;
  readonly likenessToB: number;
  readonly mouth: readonly [source: number, result: number];
  readonly eyes: readonly [source: number, result: number];
  /** In levels of luma. */
  readonly detail: number | undefined;
}

/** What is measured of a held-out face that is drawn as itself. */
export interface ReconstructionValues {
  readonly ssim: number | undefined;
  readonly psnr: number | undefined;
}

/** Returns the figures of some faces. @param detailOfB of pictures of B, in levels of luma */
export function summarizeFaces(
  swaps: readonly SwapValues[],
  reconstructions: Readonly<Record<'a' | 'b', readonly ReconstructionValues[]>>,
  detailOfB: number | undefined,
): HeldOutFigures {
  const margins = swaps.map(({ likenessToA, likenessToB }) => likenessToB - likenessToA);
  const detail = average(swaps.map((swap) => swap.detail));
  const averageSides = (select: (values: ReconstructionValues) => number | undefined) =>
    average([reconstructions.a, reconstructions.b].map((side) => average(side.map(select))));
  const figures = {
    margin: average(margins),
    likenessToB: average(swaps.map(({ likenessToB }) => likenessToB)),
    likenessToA: average(swaps.map(({ likenessToA }) => likenessToA)),
    nearerToB: average(margins.map((margin) => (margin > 0 ? 1 : 0))),
    mouth: computeMovement(swaps.map(({ mouth }) => mouth)),
    eyes: computeMovement(swaps.map(({ eyes }) => eyes)),
    detail: detail === undefined || !detailOfB ? undefined : detail / detailOfB,
    ssim: averageSides(({ ssim }) => ssim),
    psnr: averageSides(({ psnr }) => psnr),
  } satisfies { [Name in keyof Required<HeldOutFigures>]: number | undefined };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}

function computeMovement(pairs: readonly (readonly [number, number])[]): number | undefined {
  return computeConcordance(
    pairs.map(([source]) => source),
    pairs.map(([, result]) => result),
  );
}

/** Returns the mean of the values that there are. */
export function average(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value)) as number[];
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
}
