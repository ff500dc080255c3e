import { colorSize } from '../facePair';
import { blurPlane, type LabPicture } from '../planes';
import type { SwapMeasure } from './measure';

/** What compression changes is less than this, in ΔE. */
const leastChange = 3;
const blurRadius = 1;

/** Returns how far the colors of two pictures are apart, in ΔE. */
function measureChange({ planes: before }: LabPicture, { planes: after }: LabPicture): Float32Array {
  const change = new Float32Array(before[0].length);
  for (let i = 0; i < change.length; i++) {
    const lightness = after[0][i]! - before[0][i]!;
    const a = after[1][i]! - before[1][i]!;
    const b = after[2][i]! - before[2][i]!;
    change[i] = Math.sqrt(lightness * lightness + a * a + b * b);
  }
  return change;
}

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
    const change = blurPlane(measureChange(sourcePicture.lab, resultPicture.lab), colorSize, blurRadius);
    let all = 0;
    for (let i = 0; i < change.length; i++) {
      change[i] = Math.max(0, change[i]! - leastChange);
      all += change[i]!;
    }
    let inside = 0;
    for (const pixel of regions.hull) inside += change[pixel]!;
    return all > 0 ? 100 * (1 - inside / all) : undefined;
  },
} as const satisfies SwapMeasure;
