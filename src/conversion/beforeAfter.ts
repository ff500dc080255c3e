import sharp from 'sharp';
import type { Landmarks } from '../faces/landmarks';
import type { Image } from '../media/frames';

/** A frame as it was and as it has become, and the face in it to look at closely. */
export interface BeforeAfter {
  readonly before: Image;
  readonly after: Image;
  readonly face: Landmarks;
}

/** Height of a row, and the gap between pictures, in pixels. */
const rowHeight = 288;
const gap = 4;
/** Edge of the close-up, in edges of the box around the landmarks. */
const closeUpScale = 1.8;
const background = { r: 30, g: 30, b: 30 };

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Draws a row for each frame: the frame before and after, then the face before and after. */
export async function drawBeforeAfter(frames: readonly BeforeAfter[]): Promise<Image> {
  const rows = await Promise.all(frames.map(renderRow));
  const width = Math.max(...rows.map((row) => row.reduce((sum, picture) => sum + picture.width + gap, -gap)));
  const height = rows.length * (rowHeight + gap) - gap;
  const places = rows.flatMap((row, index) => {
    let left = 0;
    return row.map(({ width, height, pixels }) => {
      const place = {
        input: pixels,
        raw: { width, height, channels: 3 as const },
        left,
        top: index * (rowHeight + gap),
      };
      left += width + gap;
      return place;
    });
  });
  const pixels = await sharp({ create: { width, height, channels: 3, background } })
    .composite(places)
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, pixels };
}

function renderRow({ before, after, face }: BeforeAfter): Promise<Picture[]> {
  const whole = { left: 0, top: 0, width: before.width, height: before.height };
  const close = findCloseUp(face, before);
  return Promise.all([
    ...[before, after].map((image) => scaleImage(image, whole, Math.round((rowHeight * image.width) / image.height))),
    ...[before, after].map((image) => scaleImage(image, close, rowHeight)),
  ]);
}

/** Returns the square around a face, as far as it lies in the picture. */
function findCloseUp(face: Landmarks, { width, height }: Image): Box {
  const [xs, ys] = [0, 1].map((axis) => face.filter((_, i) => i % 2 === axis)) as [Float32Array, Float32Array];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const idealEdge = Math.round(closeUpScale * Math.max(right - left, bottom - top));
  const edge = Math.max(1, Math.min(idealEdge, width, height));
  const within = (middle: number, extent: number) =>
    Math.max(0, Math.min(extent - edge, Math.round(middle - edge / 2)));
  return {
    left: within((left + right) / 2, width),
    top: within((top + bottom) / 2, height),
    width: edge,
    height: edge,
  };
}

/** Returns a part of an image, scaled to the height of a row. */
async function scaleImage({ width, height, pixels }: Image, part: Box, toWidth: number): Promise<Picture> {
  const { data, info } = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .extract(part)
    .resize(Math.max(1, toWidth), rowHeight, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}
