import sharp from 'sharp';
import { encodePng } from '../../media/imageFile';
import type { CropGeometry } from './faceBatch';
import { overlaySvg } from './previewOverlay';
import { openSampler, type Sampler } from './sampler';
import { listTrainingFaces } from './trainingFolder';

/** The fixed faces of one side that a preview shows; uint8 RGB, HWC. */
export interface PreviewFaces {
  readonly count: number;
  /** What the encoder reads: [N, inputSize, inputSize, 3]. */
  readonly input: Uint8Array;
  /** The faces at full coverage: [N, patchSize, patchSize, 3], see {@link previewPatchSize}. */
  readonly patches: Uint8Array;
  /** Their face masks: [N, patchSize, patchSize], 0..255. */
  readonly masks: Uint8Array;
}

/** Faces and what the model makes of them, uint8 RGB [N, outputSize, outputSize, 3]; `aToB` is face A by decoder B. */
export interface PreviewOutputs {
  readonly a: PreviewFaces;
  readonly b: PreviewFaces;
  readonly aToA: Uint8Array;
  readonly aToB: Uint8Array;
  readonly bToB: Uint8Array;
  readonly bToA: Uint8Array;
}

export interface PreviewOptions {
  /** Tints what lies outside the face masks. */
  readonly maskOverlay?: boolean;
  /** Percent by which the tint covers, 0..100; 30 when absent. */
  readonly maskOpacity?: number;
  /** `#rrggbb`, of the tint and of the brackets around what the model covers; red when absent. */
  readonly maskColor?: string;
}

/** Pixels of a raster while it is filled: `channels` bytes a pixel. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

const columnsPerFace = 6;
const background = 0x1e;

/** Edge of a face at full coverage, so that its covered middle has the model's output size. */
export function previewPatchSize(geometry: CropGeometry): number {
  const margin = Math.round((geometry.outputSize / geometry.coverage - geometry.outputSize) / 2);
  return geometry.outputSize + 2 * margin;
}

/**
 * Reads `count` faces of a training folder, evenly spread over the files in name order, without augmentation. Fewer
 * files than `count`: all of them.
 * @throws UserError as `openFaceLoader` does.
 */
export async function previewFaces(folder: string, geometry: CropGeometry, count: number): Promise<PreviewFaces> {
  const files = await listTrainingFaces(folder);
  const n = Math.min(count, files.length);
  const chosen = Array.from({ length: n }, (_, i) => files[Math.floor((i * files.length) / n)]!);
  const patchSize = previewPatchSize(geometry);
  const inputs = await planes(chosen, geometry.inputSize, geometry);
  const patches = await planes(chosen, patchSize, { ...geometry, coverage: 1 });
  return {
    count: n,
    input: await interleaved(inputs.faces, geometry.inputSize),
    patches: await interleaved(patches.faces, patchSize),
    masks: joined(patches.masks.map((mask) => mask.subarray(0, patchSize ** 2))),
  };
}

async function planes(files: readonly string[], size: number, geometry: CropGeometry) {
  const sampler: Sampler = await openSampler(size, geometry);
  try {
    const faces: Uint8Array[] = [];
    const masks: Uint8Array[] = [];
    for (const file of files) {
      const sample = await sampler.read(file);
      faces.push(sample.face);
      masks.push(sample.masks);
    }
    return { faces, masks };
  } finally {
    await sampler.release();
  }
}

/** Planes [3, size, size] of each face → [N, size, size, 3]. */
async function interleaved(faces: readonly Uint8Array[], size: number): Promise<Uint8Array> {
  const plane = size * size;
  const raw = { raw: { width: size, height: size, channels: 1 as const } };
  const pictures = faces.map(async (face) => {
    const [red, green, blue] = [0, 1, 2].map((c) => Buffer.from(face.subarray(c * plane, (c + 1) * plane)));
    return sharp(red!, raw).joinChannel([green!, blue!], raw).raw().toBuffer();
  });
  return joined(await Promise.all(pictures));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/**
 * Draws the preview: a row a face with the columns `A | A > A | A > B | B | B > B | B > A` under a header; where that
 * is taller than wide, in two halves side by side.
 * @returns a PNG
 */
export async function composePreview(
  outputs: PreviewOutputs,
  geometry: CropGeometry,
  { maskOverlay = false, maskOpacity = 30, maskColor = '#ff0000' }: PreviewOptions = {},
): Promise<Uint8Array> {
  const patch = previewPatchSize(geometry);
  const layout = previewLayout(Math.min(outputs.a.count, outputs.b.count), patch);
  const picture = newCanvas(layout, 3, background);
  const mask = newCanvas(layout, 1, 255);
  drawPatches(outputs, geometry.outputSize, layout, picture, mask);
  const covered = { edge: geometry.outputSize, color: maskColor };
  const tint = maskOverlay ? [await tintOutside(mask, maskOpacity, maskColor)] : [];
  const pixels = await sharp(picture.pixels, rawOf(picture))
    .composite([...tint, { input: Buffer.from(overlaySvg(layout, covered)) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return encodePng({ width: layout.width, height: layout.height, pixels });
}

/** Where everything stands, pixels. */
export interface PreviewLayout {
  readonly width: number;
  readonly height: number;
  readonly header: number;
  readonly patch: number;
  /** Side by side: 1 or 2. */
  readonly halves: number;
  /** Left upper corner of the six patches of each face. */
  readonly faces: readonly { readonly left: number; readonly top: number }[];
}

export function previewLayout(count: number, patch: number): PreviewLayout {
  const header = Math.round(patch / 4.5);
  const halves = header + count * patch > columnsPerFace * patch ? 2 : 1;
  const rows = Math.ceil(count / halves);
  return {
    width: halves * columnsPerFace * patch,
    height: header + rows * patch,
    header,
    patch,
    halves,
    faces: Array.from({ length: count }, (_, i) => ({
      left: Math.floor(i / rows) * columnsPerFace * patch,
      top: header + (i % rows) * patch,
    })),
  };
}

function drawPatches(
  outputs: PreviewOutputs,
  size: number,
  layout: PreviewLayout,
  picture: Canvas,
  mask: Canvas,
): void {
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
      paste(picture, face.patches, i, patch, x, top);
      paste(mask, face.masks, i, patch, x, top);
      if (output) paste(picture, output, i, size, x + margin, top + margin);
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

/** A layer of one colour, opaque by `opacity` percent where the mask is 0. */
async function tintOutside(mask: Canvas, opacity: number, color: string) {
  const share = opacity / 100;
  const alpha = await sharp(mask.pixels, rawOf(mask))
    .linear(-share, 255 * share)
    .raw()
    .toBuffer();
  const { width, height } = mask;
  const input = await sharp({ create: { width, height, channels: 3, background: color } })
    .joinChannel(alpha, rawOf(mask))
    .png({ compressionLevel: 0 })
    .toBuffer();
  return { input };
}

function newCanvas({ width, height }: PreviewLayout, channels: number, fill: number): Canvas {
  return { width, height, channels, pixels: new Uint8Array(width * height * channels).fill(fill) };
}

function rawOf({ width, height, channels }: Canvas) {
  return { raw: { width, height, channels: channels as 1 | 3 } };
}
