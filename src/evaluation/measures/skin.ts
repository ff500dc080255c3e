import type { FacePair } from '../facePair';
import { averageOver } from '../faceRegions';
import type { LabPicture } from '../planes';
import type { SwapMeasure } from './measure';

type Color = readonly [number, number, number];

function averageColor({ planes }: LabPicture, pixels: Uint32Array): Color | undefined {
  const [lightness, a, b] = planes.map((plane) => averageOver(pixels, (pixel) => plane[pixel]!));
  return lightness === undefined || a === undefined || b === undefined ? undefined : [lightness, a, b];
}

function measureDistance(a: Color, b: Color): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The film around shows neck and forehead where its hue is as near as this to that of the source's face, in ΔE of a and b. */
const skinDistance = 8;
/** Fewer pixels tell no color. */
const leastSkin = 40;

/** Finds the pixels of neck and forehead: those of the film around the face that have the color of its skin. */
function findSkinAround({ sourcePicture: { lab }, regions }: FacePair, skin: Color): Uint32Array {
  const [, a, b] = lab.planes;
  return regions.around.filter((pixel) => (a[pixel]! - skin[1]) ** 2 + (b[pixel]! - skin[2]) ** 2 < skinDistance ** 2);
}

export const skin = {
  name: 'skin',
  label: 'skin apart from neck and forehead',
  unit: 'ΔE',
  range: [0, 100],
  better: 'lower',
  formula:
    'Distance of the mean color of the face from that of the skin around it (CIELAB ΔE), less the distance that the source has, as vectors, mean over the frames. Skin around are the pixels whose hue is within 8 of the face of the source.',
  origin: 'this project',
  sees: ['color-cast'],
  ignores: ['blur'],
  measure: (face) => {
    const { sourcePicture, resultPicture, regions } = face;
    const before = averageColor(sourcePicture.lab, regions.inside);
    const after = averageColor(resultPicture.lab, regions.inside);
    if (!before || !after) return undefined;
    const around = findSkinAround(face, before);
    const [aroundBefore, aroundAfter] = [sourcePicture, resultPicture].map(({ lab }) => averageColor(lab, around));
    if (around.length < leastSkin || !aroundBefore || !aroundAfter) return undefined;
    const subtract = (from: Color, color: Color): Color => [from[0] - color[0], from[1] - color[1], from[2] - color[2]];
    return measureDistance(subtract(after, aroundAfter), subtract(before, aroundBefore));
  },
} as const satisfies SwapMeasure;
