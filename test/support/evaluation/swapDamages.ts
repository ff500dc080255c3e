import type { DegradationName } from '../../../src/evaluation/measures/degradations';
import { blurPlane } from '../../../src/evaluation/planes';
import type { Landmarks } from '../../../src/faces/landmarks';
import { drawMask } from '../../../src/faces/masks/drawMask';
import type { Image } from '../../../src/media/frames';

/** The parts that a frame of a swap is laid together from; all are of the size of the frame. */
export interface SwapLayers {
  /** Position in the clip, from 0. */
  readonly index: number;
  readonly source: Image;
  /** The frame with all of the other face's picture over it. */
  readonly painted: Image;
  /** The frame with A's own face over it, in an expression between that of this frame (0) and that of the first (5). */
  readonly paintedStill: (strength: number) => Promise<Image>;
  readonly landmarks: Landmarks;
}

/** Strengths of a damage: 0 is none. */
export const strengths = [0, 1, 2, 3, 4, 5] as const;

/** Draws the frame of a swap with a damage of some strength. */
export type Damage = (layers: SwapLayers, strength: number) => Promise<Image>;

/** The made damages, by name. */
export const damages: Readonly<Record<DegradationName, Damage>> = {
  blur: async ({ source, painted, landmarks }, strength) => {
    const radius = Math.round(0.006 * strength * measureFace(landmarks));
    return layOver(source, blurImage(painted, radius), drawSoftMask(source, landmarks));
  },
  'wrong-identity': async ({ source, painted, landmarks }, strength) =>
    layOver(source, painted, drawSoftMask(source, landmarks), 1 - strength / 5),
  'shifted-mask': async ({ source, painted, landmarks }, strength) => {
    const shift = 0.04 * strength * measureFace(landmarks);
    const moved = landmarks.map((value, i) => value + (i % 2 === 0 ? shift : 0));
    return layOver(source, painted, drawSoftMask(source, moved));
  },
  'hard-edge': async ({ source, painted, landmarks }, strength) =>
    layOver(source, painted, drawSoftMask(source, landmarks, 1 - strength / 5)),
  'color-cast': async ({ source, painted, landmarks }, strength) => {
    const cast = addColor(painted, [5 * strength, -2 * strength, -5 * strength]);
    return layOver(source, cast, drawSoftMask(source, landmarks));
  },
  'frozen-expression': async ({ source, landmarks, paintedStill }, strength) =>
    layOver(source, await paintedStill(strength), drawSoftMask(source, landmarks)),
  flicker: async ({ source, painted, landmarks, index }, strength) => {
    const change = (index % 2 === 0 ? 1 : -1) * 2.5 * strength;
    return layOver(source, addColor(painted, [change, change, change]), drawSoftMask(source, landmarks));
  },
};

/** Returns the distance of the outer corners of the eyes, twice: about the width of the face, in pixels. */
function measureFace(landmarks: Landmarks): number {
  return 2 * Math.hypot(landmarks[90]! - landmarks[72]!, landmarks[91]! - landmarks[73]!);
}

/** Returns 0..1 for each pixel of the frame: 1 within the hull of the landmarks, with a soft edge, or a hard one at `softness` 0. */
function drawSoftMask({ width, height }: Image, landmarks: Landmarks, softness = 1): Float32Array {
  const edge = Math.max(width, height);
  const hull = Float32Array.from(drawMask(landmarks, edge, 'extended'), (value) => value / 255);
  const soft = blurPlane(hull, edge, Math.round(softness * 0.03 * measureFace(landmarks)));
  return Float32Array.from({ length: width * height }, (_, i) => soft[Math.floor(i / width) * edge + (i % width)]!);
}

/** Returns `painted` with the mean color that `source` has within the hull of the landmarks, as `avg-color` matches it. */
export function matchMeans(source: Image, painted: Image, landmarks: Landmarks): Image {
  const mask = drawSoftMask(source, landmarks);
  const [change, weight] = [[0, 0, 0] as [number, number, number], mask.reduce((sum, value) => sum + value, 0)];
  for (let i = 0; i < source.pixels.length; i++)
    change[i % 3]! += (mask[Math.floor(i / 3)]! * (source.pixels[i]! - painted.pixels[i]!)) / weight;
  return addColor(painted, change);
}

function layOver(below: Image, above: Image, mask: Float32Array, opacity = 1): Image {
  const pixels = below.pixels.map((value, i) => {
    const share = opacity * mask[Math.floor(i / 3)]!;
    return Math.round(value + share * (above.pixels[i]! - value));
  });
  return { ...below, pixels };
}

function addColor(image: Image, color: readonly [number, number, number]): Image {
  return { ...image, pixels: image.pixels.map((value, i) => Math.min(255, Math.max(0, value + color[i % 3]!))) };
}

function blurImage({ width, height, pixels }: Image, radius: number): Image {
  const edge = Math.max(width, height);
  const blurred = new Uint8Array(pixels.length);
  for (const channel of [0, 1, 2]) {
    const plane = new Float32Array(edge * edge);
    for (let i = 0; i < width * height; i++)
      plane[Math.floor(i / width) * edge + (i % width)] = pixels[3 * i + channel]!;
    const soft = blurPlane(plane, edge, radius);
    for (let i = 0; i < width * height; i++)
      blurred[3 * i + channel] = Math.round(soft[Math.floor(i / width) * edge + (i % width)]!);
  }
  return { width, height, pixels: blurred };
}
