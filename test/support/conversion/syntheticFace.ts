import type { Landmarks } from '../../../src/faces/landmarks';
import { multiply, rotation, scaling, transformPoints, translation } from '../../../src/faces/matrix3';
import { meanFace } from '../../../src/faces/meanFace';
import type { Image } from '../../../src/media/frames';

/** Landmarks of the mean face, its core `edge` pixels wide around (x, y), turned by `angle` radians; the jaw is an arc. */
export function createFaceAt(x: number, y: number, edge: number, angle = 0): Landmarks {
  const jaw = Array.from({ length: 17 }, (_, i) => {
    const turn = Math.PI - (i / 16) * Math.PI;
    return [0.5 + 0.6 * Math.cos(turn), 0.2 + 0.95 * Math.sin(turn)];
  });
  const place = multiply(translation(x, y), rotation(angle), scaling(edge), translation(-0.5, -0.5));
  return transformPoints(place, [...jaw.flat(), ...meanFace]);
}

/** A picture whose every pixel is `color(x, y)`, each channel rounded. */
export function createPicture(
  width: number,
  height: number,
  color: (x: number, y: number) => readonly number[],
): Image {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels.set(color(x, y).map(Math.round), (y * width + x) * 3);
  return { width, height, pixels };
}

/** Slow waves of color: what is lost in a smaller copy of it is little. */
export function createWaves(width: number, height: number): Image {
  return createPicture(width, height, (x, y) => [
    128 + 60 * Math.sin(x / 37) + 40 * Math.cos(y / 29),
    128 + 80 * Math.cos((x + y) / 41),
    100 + 60 * Math.sin(y / 31),
  ]);
}

export function readPixel({ width, pixels }: Image, x: number, y: number): number[] {
  return [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}
