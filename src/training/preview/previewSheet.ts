import sharp from 'sharp';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import type { Image } from '../../media/frames';
import { encodePng } from '../../media/imageFile';
import type { CropGeometry } from '../data/cropGeometry';
import { computePatchSize, type PreviewFaces } from './previewFaces';
import { columnsPerFace, computePreviewLayout, drawOverlay, type PreviewLayout } from './previewLayout';

/** Faces and the model's output for them, uint8 RGB [N, outputSize, outputSize, 3]; `aToB` is face A decoded as B. */
export interface PreviewOutputs {
  readonly a: PreviewFaces;
  readonly b: PreviewFaces;
  readonly aToA: Uint8Array;
  readonly aToB: Uint8Array;
  readonly bToB: Uint8Array;
  readonly bToA: Uint8Array;
}

export interface PreviewOptions {
  /** Whether to tint the area outside the face masks. */
  readonly maskOverlay?: boolean;
  /** Opacity of the tint, percent, 0..100; 30 when absent. */
  readonly maskOpacity?: number;
  /** Color of the tint, and of the brackets around the part that the model covers, `#rrggbb`; red when absent. */
  readonly maskColor?: string;
}

/** Image that is being drawn, with `channels` bytes per pixel. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

const background = 0x1e;

/**
 * Draws the preview: one row for each face, with the columns `A | A > A | A > B | B | B > B | B > A`, under a header. If
 * that is taller than wide, it has two halves side by side.
 */
export async function drawPreview(
  outputs: PreviewOutputs,
  geometry: CropGeometry,
  { maskOverlay = false, maskOpacity = 30, maskColor = '#ff0000' }: PreviewOptions = {},
): Promise<Image> {
  const patch = computePatchSize(geometry);
  const layout = computePreviewLayout(Math.min(outputs.a.count, outputs.b.count), patch);
  const image = createCanvas(layout, 3, background);
  const mask = createCanvas(layout, 1, 255);
  drawPatches(outputs, geometry.outputSize, layout, image, mask);
  const covered = { edge: geometry.outputSize, color: maskColor };
  const tint = maskOverlay ? [await tintOutside(mask, maskOpacity, maskColor)] : [];
  const pixels = await sharp(image.pixels, describeRaw(image))
    .composite([...tint, { input: Buffer.from(drawOverlay(layout, covered)) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width: layout.width, height: layout.height, pixels };
}

/** Draws the six patches of each face in a row, without header and brackets, so that single patches can be cut out. */
export function drawPreviewSheet(outputs: PreviewOutputs, geometry: CropGeometry): Image {
  const patch = computePatchSize(geometry);
  const rows = Math.min(outputs.a.count, outputs.b.count);
  const faces = Array.from({ length: rows }, (_, row) => ({ left: 0, top: row * patch }));
  const layout = { width: columnsPerFace * patch, height: rows * patch, header: 0, patch, halves: 1, faces };
  const image = createCanvas(layout, 3, background);
  drawPatches(outputs, geometry.outputSize, layout, image);
  return image;
}

/** Encodes {@link drawPreview} as a PNG that is marked as made with AI. */
export async function encodePreviewPng(...settings: Parameters<typeof drawPreview>): Promise<Uint8Array> {
  return encodePng(await drawPreview(...settings), { xmp: defaultDisclosureXmp });
}

function drawPatches(outputs: PreviewOutputs, size: number, layout: PreviewLayout, image: Canvas, mask?: Canvas): void {
  const { patch } = layout;
  const margin = (patch - size) / 2;
  const { a, b } = outputs;
  const columns = [
    { face: a, output: undefined },
    { face: a, output: outputs.aToA },
    { face: a, output: outputs.aToB },
    { face: b, output: undefined },
    { face: b, output: outputs.bToB },
    { face: b, output: outputs.bToA },
  ];
  layout.faces.forEach(({ left, top }, i) => {
    columns.forEach(({ face, output }, column) => {
      const x = left + column * patch;
      paste(image, face.patches, i, patch, x, top);
      if (mask) paste(mask, face.masks, i, patch, x, top);
      if (output) paste(image, output, i, size, x + margin, top + margin);
    });
  });
}

/** Copies the `index`-th square of `size` pixels out of `squares`, row by row. */
function paste(canvas: Canvas, squares: Uint8Array, index: number, size: number, left: number, top: number): void {
  const row = size * canvas.channels;
  for (let y = 0; y < size; y++) {
    const from = (index * size + y) * row;
    canvas.pixels.set(squares.subarray(from, from + row), ((top + y) * canvas.width + left) * canvas.channels);
  }
}

/** Creates a layer of one color whose opacity is `opacity` percent where the mask is 0. */
async function tintOutside(mask: Canvas, opacity: number, color: string) {
  const share = opacity / 100;
  const alpha = await sharp(mask.pixels, describeRaw(mask))
    .linear(-share, 255 * share)
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const { width, height } = mask;
  const input = await sharp({ create: { width, height, channels: 3, background: color } })
    .joinChannel(alpha, describeRaw(mask))
    .png({ compressionLevel: 0 })
    .toBuffer();
  return { input };
}

function createCanvas({ width, height }: PreviewLayout, channels: number, fill: number): Canvas {
  return { width, height, channels, pixels: new Uint8Array(width * height * channels).fill(fill) };
}

function describeRaw({ width, height, channels }: Canvas) {
  return { raw: { width, height, channels: channels as 1 | 3 } };
}
