import type { Image } from '../../media/frames';
import type { Box } from '../geometry';

/** A piece of a frame in whole pixels, and where it was. */
export interface Cut extends Image {
  readonly x: number;
  readonly y: number;
}

/** Returns the part of `image` that lies in `box`, in whole pixels; at least one pixel, so that no network gets an empty image. */
export function cutBox(image: Image, box: Box): Cut {
  const x = clamp(Math.floor(box.x), 0, image.width - 1);
  const y = clamp(Math.floor(box.y), 0, image.height - 1);
  const width = clamp(Math.floor(Math.min(box.x + box.width, image.width) - Math.max(box.x, 0)), 1, image.width - x);
  const height = clamp(
    Math.floor(Math.min(box.y + box.height, image.height) - Math.max(box.y, 0)),
    1,
    image.height - y,
  );
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * image.width + x) * 3;
    pixels.set(image.pixels.subarray(start, start + width * 3), row * width * 3);
  }
  return { x, y, width, height, pixels };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
