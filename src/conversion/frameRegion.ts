import type { Box } from '../faces/geometry';
import { type Matrix3, multiply, scaling, transformPoint, translation } from '../faces/matrix3';
import type { Image } from '../media/frames';

/**
 * Returns the part of `frame` under a box of crop pixels, grown by `margin` frame pixels each way; whole pixels.
 * It returns undefined if fewer than two pixels of the frame are in the box, because a normalized axis needs two ends.
 */
export function findRegionUnder(frame: Image, crop: Box, toFrame: Matrix3, margin: number): Box | undefined {
  const corners = [crop.x, crop.x + crop.width - 1].flatMap((x) =>
    [crop.y, crop.y + crop.height - 1].map((y) => transformPoint(toFrame, x, y)),
  );
  const across = corners.map((corner) => corner[0]);
  const down = corners.map((corner) => corner[1]);
  const [x, width] = span(across, frame.width, margin);
  const [y, height] = span(down, frame.height, margin);
  return width > 1 && height > 1 ? { x, y, width, height } : undefined;
}

function span(places: readonly number[], length: number, margin: number): [first: number, count: number] {
  const first = Math.max(0, Math.floor(Math.min(...places)) - margin);
  const last = Math.min(length - 1, Math.ceil(Math.max(...places)) + margin);
  return [first, last - first + 1];
}

/** Returns the pixels of a region, RGB. */
export function cutRegion(frame: Image, { x, y, width, height }: Box): Uint8Array {
  const cut = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * frame.width + x) * 3;
    cut.set(frame.pixels.subarray(start, start + width * 3), row * width * 3);
  }
  return cut;
}

/** Puts the pixels of a region back into the frame. */
export function pasteRegion(frame: Image, { x, y, width, height }: Box, pixels: Uint8Array): void {
  for (let row = 0; row < height; row++) {
    const line = pixels.subarray(row * width * 3, (row + 1) * width * 3);
    frame.pixels.set(line, ((y + row) * frame.width + x) * 3);
  }
}

/** Returns the matrix from pixels to GridSample's coordinates with aligned corners: -1 and 1 are the centers of the first and last pixels. */
export function toNormalized(width: number, height: number): Matrix3 {
  return multiply(translation(-1, -1), scaling(2 / Math.max(width - 1, 1), 2 / Math.max(height - 1, 1)));
}

/** Scales a picture about its corner, which lies half a pixel before the center of the first one. */
export function pixelScaling(factor: number): Matrix3 {
  return multiply(translation(-0.5, -0.5), scaling(factor), translation(0.5, 0.5));
}
