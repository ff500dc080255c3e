import { colorSize, type FacePictures, type ViewPicture } from '../facePair';
import { averageOver } from '../faceRegions';
import { blurPlane } from '../planes';
import type { SwapMeasure } from './measure';

/** Areas are compared, not pixels: landmarks tremble. */
const areaRadius = 2;

/** Returns by how much the middle one of three pictures differs from the mean of its neighbors in time, in ΔE. */
function measureTwitch(pictures: readonly ViewPicture[], pixels: Uint32Array): number | undefined {
  const [lightness, a, b] = [0, 1, 2].map((channel) => measureChannel(pictures, channel as 0 | 1 | 2)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return averageOver(pixels, (pixel) => Math.sqrt(lightness[pixel]! ** 2 + a[pixel]! ** 2 + b[pixel]! ** 2));
}

function measureChannel(pictures: readonly ViewPicture[], channel: 0 | 1 | 2): Float32Array {
  const [first, middle, last] = pictures.map(({ lab }) => lab.planes[channel]) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const twitch = new Float32Array(middle.length);
  for (let i = 0; i < twitch.length; i++) twitch[i] = middle[i]! - (first[i]! + last[i]!) / 2;
  return blurPlane(twitch, colorSize, areaRadius);
}

export const flicker = {
  name: 'flicker',
  label: 'flicker',
  unit: 'ΔE',
  range: [-100, 100],
  better: 'lower',
  formula:
    'Difference of the face from the mean of the frame before and the one after, by areas (CIELAB ΔE), less the same of the source, mean over the frames. Zero: no more than the film.',
  origin: 'warping error of video (Lai et al. 2018), without the flow of pixels',
  sees: ['flicker'],
  ignores: ['color-cast'],
  measure: (face, { before }) => {
    if (before.length < 2) return undefined;
    const faces: readonly FacePictures[] = [...before.slice(-2), face];
    const { inside } = before.at(-1)!.regions;
    const [result, source] = [
      faces.map(({ resultPicture }) => resultPicture),
      faces.map(({ sourcePicture }) => sourcePicture),
    ].map((pictures) => measureTwitch(pictures, inside));
    return result === undefined || source === undefined ? undefined : result - source;
  },
} as const satisfies SwapMeasure;
