import type { Box } from '../faces/geometry';
import { invert, type Matrix3, measureScale, multiply, transformPoint, translation } from '../faces/matrix3';
import { warpImage } from '../faces/warp';
import type { Image } from '../media/frames';
import { createTensor, type HostTensor, openSession, type Session, type SessionOptions } from '../runtime/session';
import { buildCompositeGraph, type CompositeSettings, type Drawing, defaultCompositeSettings } from './compositeGraph';
import { buildCubicEnlargement } from './cubicEnlargement';
import { cutRegion, findRegionUnder, pasteRegion, pixelScaling, toNormalized } from './frameRegion';
import { computeBlurReach } from './maskBlend';

/** A swapped face to composite over its frame; all pictures are size x size. */
export interface FacePatch {
  /** RGB of the swapped face. */
  readonly swapped: Uint8Array;
  /** RGB of the frame under the same crop: the colors to match. */
  readonly reference: Uint8Array;
  /** 255 where the swapped face is visible. */
  readonly mask: Uint8Array;
  /** Frame pixels → patch pixels. */
  readonly matrix: Matrix3;
}

/** Composites faces over frames with a soft mask and matched colors. Other pixels do not change. */
export interface Compositor {
  /** Changes `frame` in place; returns false if no part of the face is within it. */
  paint(frame: Image, patch: FacePatch): Promise<boolean>;
  release(): Promise<void>;
}

/** @param size edge of the patches in pixels */
export function openCompositor(
  size: number,
  settings: CompositeSettings = defaultCompositeSettings,
  options: SessionOptions = {},
): Compositor {
  const sessions = new Map<string, Promise<Session>>();
  const openCompositeSession = (drawing: Drawing) => {
    const variant = { shrink: drawing.shrink, step: Math.min(2, drawing.step) }; // all steps above 1 share a graph
    const key = `${variant.shrink} ${variant.step}`;
    const session = sessions.get(key) ?? openSession(buildCompositeGraph(size, variant, settings), options);
    sessions.set(key, session);
    return session;
  };
  return {
    paint: async (frame, patch) => {
      const drawing = chooseDrawing(size, 1 / measureScale(patch.matrix));
      const shown = findShownBox(patch.mask, size, computeBlurReach(settings.maskBlend) + 2 * drawing.shrink);
      const region = shown && findRegionUnder(frame, shown, invert(patch.matrix), 0);
      if (!region) return false;
      const { result } = await (await openCompositeSession(drawing)).run(
        await createFeeds(frame, patch, region, size, drawing),
      );
      pasteRegion(frame, region, result!.data as Uint8Array);
      return true;
    },
    release: async () => {
      for (const session of sessions.values()) await (await session).release();
    },
  };
}

/** Samples of the frame for each pixel of the patch, below which they are taken at every second pixel or fewer. */
const samplesPerPixel = 1.5;

/** @param framePixels how many pixels of the frame an edge of the patch's pixels covers */
function chooseDrawing(size: number, framePixels: number): Drawing {
  let shrink = 1;
  while (2 * shrink * framePixels <= 1 && size % (2 * shrink) === 0) shrink *= 2; // only whole squares are averaged
  return { shrink, step: Math.max(1, Math.floor(framePixels / samplesPerPixel)) };
}

/** Returns the rows and columns of the patch that a mask shows once it is blurred; undefined for an empty mask. */
function findShownBox(mask: Uint8Array, size: number, reach: number): Box | undefined {
  let [top, left, bottom, right] = [size, size, -1, -1];
  for (let y = 0; y < size; y++) {
    const row = mask.subarray(y * size, (y + 1) * size);
    const first = row.findIndex((value) => value > 0);
    if (first < 0) continue;
    top = Math.min(top, y);
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(
      right,
      row.findLastIndex((value) => value > 0),
    );
  }
  if (bottom < 0) return undefined;
  const [x, y] = [Math.max(0, left - reach), Math.max(0, top - reach)];
  return { x, y, width: Math.min(size, right + 1 + reach) - x, height: Math.min(size, bottom + 1 + reach) - y };
}

async function createFeeds(frame: Image, patch: FacePatch, region: Box, size: number, { shrink, step }: Drawing) {
  const [across, down] = [Math.ceil(region.width / step), Math.ceil(region.height / step)];
  const map = multiply(
    toNormalized(size / shrink, size / shrink),
    pixelScaling(1 / shrink),
    patch.matrix,
    translation(region.x, region.y),
    pixelScaling(step),
    invert(toNormalized(across, down)),
  );
  const square = (data: Uint8Array, ...channels: number[]) => createTensor('uint8', data, [size, size, ...channels]);
  return {
    region: createTensor('uint8', cutRegion(frame, region), [region.height, region.width, 3]),
    patch: square(patch.swapped, 3),
    reference: square(patch.reference, 3),
    mask: square(patch.mask),
    seen: square(await drawPartWithin(frame, patch.matrix, size)),
    map: createTensor('float32', Float32Array.from(map.slice(0, 6)), [1, 2, 3]),
    ...(step > 1
      ? { rows: createEnlargement(region.height, down, step), columns: createEnlargement(region.width, across, step) }
      : {}),
  };
}

function createEnlargement(pixels: number, samples: number, step: number): HostTensor {
  return createTensor('float32', buildCubicEnlargement(samples, step).subarray(0, pixels * samples), [pixels, samples]);
}

/** Returns a mask of the patch: 255 for each pixel within the frame, because a face may reach beyond the frame's edge. */
async function drawPartWithin({ width, height }: Image, matrix: Matrix3, size: number): Promise<Uint8Array> {
  const toFrame = invert(matrix);
  const isWithin = (x: number, y: number) => {
    const [frameX, frameY] = transformPoint(toFrame, x, y);
    return frameX >= 0 && frameY >= 0 && frameX <= width - 1 && frameY <= height - 1;
  };
  const ends = [0, size - 1];
  if (ends.every((x) => ends.every((y) => isWithin(x, y)))) return new Uint8Array(size * size).fill(255);
  const white = { width, height, channels: 1, pixels: new Uint8Array(width * height).fill(255) };
  return warpImage(white, matrix, size, size, { interpolation: 'linear' });
}
