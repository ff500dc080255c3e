import { colorSize } from '../facePair';
import { blurPlane } from '../planes';
import type { SwapMeasure } from './measure';

/** What compression changes is less than this, in ΔE. */
const leastChange = 3;
const blurRadius = 1;

export const placement = {
  name: 'placement',
  label: 'change beside the face',
  unit: '%',
  range: [0, 100],
  better: 'lower',
  formula:
    'Share of the change from the source (CIELAB ΔE above 3, blurred 3 x 3) that lies outside the hull of the landmarks of the source, in percent, mean over the frames.',
  origin: 'this project',
  sees: ['shifted-mask'],
  ignores: ['flicker'],
  measure: ({ sourcePicture, resultPicture, regions }) => {
    const [before, after] = [sourcePicture.lab.planes, resultPicture.lab.planes];
    const change = blurPlane(
      before[0].map((_, i) => Math.hypot(...before.map((plane, axis) => after[axis]![i]! - plane[i]!))),
      colorSize,
      blurRadius,
    ).map((value) => Math.max(0, value - leastChange));
    const all = change.reduce((sum, value) => sum + value, 0);
    let inside = 0;
    for (const pixel of regions.hull) inside += change[pixel]!;
    return all > 0 ? 100 * (1 - inside / all) : undefined;
  },
} as const satisfies SwapMeasure;
