import { warpImage } from '../faces/warp';
import { openSession, type Session, type SessionOptions, tensor } from '../runtime/session';
import type { Box } from '../shared/geometry';
import type { Image } from '../shared/image';
import { applyToPoint, invert, type Matrix3, multiply, scaleOf, translation } from '../shared/matrix3';
import { compositeGraph } from './compositeGraph';
import { defaultMaskBlend, type MaskBlendSettings } from './convertSettings';
import { cutRegion, pasteRegion, pixelScaling, regionUnder, toNormalised } from './frameRegion';
import { blurReach } from './maskBlend';

/** A swapped face ready to be laid onto its frame; all pictures are size x size. */
export interface FacePatch {
  /** RGB of the swapped face. */
  readonly swapped: Uint8Array;
  /** RGB of the frame under the same crop: the colours to match. */
  readonly reference: Uint8Array;
  /** 255 where the swapped face shall show. */
  readonly mask: Uint8Array;
  /** Frame pixels → patch pixels. */
  readonly matrix: Matrix3;
}

/** Lays faces onto frames: soft mask, matched colours, nothing changed elsewhere. */
export interface Compositor {
  /** Changes `frame` in place; false when no part of the face lies within it. */
  paint(frame: Image, patch: FacePatch): Promise<boolean>;
  release(): Promise<void>;
}

/** @param size edge of the patches in pixels */
export function openCompositor(
  size: number,
  settings: MaskBlendSettings = defaultMaskBlend,
  options: SessionOptions = {},
): Compositor {
  const sessions = new Map<number, Promise<Session>>();
  const sessionFor = (scale: number) => {
    const session = sessions.get(scale) ?? openSession(compositeGraph(size, scale, settings), options);
    sessions.set(scale, session);
    return session;
  };
  return {
    paint: async (frame, patch) => {
      const scale = drawingScale(size, 1 / scaleOf(patch.matrix));
      const shown = shownBox(patch.mask, size, blurReach(settings) + Math.ceil(2 / Math.min(1, scale)));
      const region = shown && regionUnder(frame, shown, invert(patch.matrix), 0);
      if (!region) return false;
      const { result } = await (await sessionFor(scale)).run(await feeds(frame, patch, region, size, scale));
      pasteRegion(frame, region, result!.data as Uint8Array);
      return true;
    },
    release: async () => {
      for (const session of sessions.values()) await (await session).release();
    },
  };
}

/** The power of two nearest to how many of the frame's pixels a pixel of the patch covers. */
function drawingScale(size: number, framePixels: number): number {
  const scale = 2 ** Math.round(Math.log2(framePixels));
  const smallest = 1 / largestPowerOfTwoIn(size);
  return Math.min(8, Math.max(smallest, scale));
}

/** So that whole squares of pixels can be averaged. */
function largestPowerOfTwoIn(size: number): number {
  return size & -size;
}

/** The rows and columns of the patch that a mask shows once it is blurred; undefined for an empty mask. */
function shownBox(mask: Uint8Array, size: number, reach: number): Box | undefined {
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

async function feeds(frame: Image, patch: FacePatch, region: Box, size: number, scale: number) {
  const map = multiply(
    toNormalised(size * scale, size * scale),
    pixelScaling(scale),
    patch.matrix,
    translation(region.x, region.y),
    invert(toNormalised(region.width, region.height)),
  );
  const square = (data: Uint8Array, ...channels: number[]) => tensor('uint8', data, [size, size, ...channels]);
  return {
    region: tensor('uint8', cutRegion(frame, region), [region.height, region.width, 3]),
    patch: square(patch.swapped, 3),
    reference: square(patch.reference, 3),
    mask: square(patch.mask),
    seen: square(await partWithin(frame, patch.matrix, size)),
    map: tensor('float32', Float32Array.from(map.slice(0, 6)), [1, 2, 3]),
  };
}

/** 255 for each pixel of the patch that lies within the frame: a face may reach beyond its edge. */
async function partWithin({ width, height }: Image, matrix: Matrix3, size: number): Promise<Uint8Array> {
  const toFrame = invert(matrix);
  const isWithin = (x: number, y: number) => {
    const [frameX, frameY] = applyToPoint(toFrame, x, y);
    return frameX >= 0 && frameY >= 0 && frameX <= width - 1 && frameY <= height - 1;
  };
  const ends = [0, size - 1];
  if (ends.every((x) => ends.every((y) => isWithin(x, y)))) return new Uint8Array(size * size).fill(255);
  const white = { width, height, channels: 1, pixels: new Uint8Array(width * height).fill(255) };
  return warpImage(white, matrix, size, size, { interpolation: 'linear' });
}
