import sharp from 'sharp';
import { UserError } from '../../shared/errors';
import type { CropGeometry } from '../data/cropGeometry';
import { openSampleReader, type Sample } from '../data/sampleReader';
import { listTrainingFaces } from '../data/trainingFolder';

/** The fixed faces of one side that a preview shows: uint8 RGB, HWC. */
export interface PreviewFaces {
  readonly count: number;
  /** Input of the encoder: [N, inputSize, inputSize, 3]. */
  readonly input: Uint8Array;
  /** The faces at full coverage: [N, patchSize, patchSize, 3], see {@link computePatchSize}. */
  readonly patches: Uint8Array;
  /** Their face masks: [N, patchSize, patchSize], 0..255. */
  readonly masks: Uint8Array;
  /** Their 68 landmarks in pixels of the patch, flat [x0, y0, …]. */
  readonly landmarks: readonly Float32Array[];
}

/** Computes the edge of a face at full coverage, such that its covered middle has the model's output size. */
export function computePatchSize(geometry: CropGeometry): number {
  const margin = Math.round((geometry.outputSize / geometry.coverage - geometry.outputSize) / 2);
  return geometry.outputSize + 2 * margin;
}

/**
 * Reads `count` faces of a training folder without augmentation: spread evenly over the files in name order, or the first
 * ones. A face that cannot be read is replaced by the next one. If there are fewer files than `count`, it reads all.
 * @throws UserError when the folder has no faces, or none that can be read
 */
export async function readPreviewFaces(
  folder: string,
  geometry: CropGeometry,
  count: number,
  { spread = true }: { readonly spread?: boolean } = {},
): Promise<PreviewFaces> {
  const files = await listTrainingFaces(folder);
  const patchSize = computePatchSize(geometry);
  const inputs = await openSampleReader(geometry.inputSize, geometry);
  const patches = await openSampleReader(patchSize, { ...geometry, coverage: 1 });
  try {
    const faces: { readonly input: Sample; readonly patch: Sample }[] = [];
    const read = async (file: string) => ({ input: await inputs.read(file), patch: await patches.read(file) });
    const n = Math.min(count, files.length);
    const chooseIndex = (i: number) => (spread ? Math.floor((i * files.length) / n) : i);
    for (let i = 0; i < n; i++) faces.push(await readFirstReadable(files, chooseIndex(i), read));
    return {
      count: n,
      input: await interleavePlanes(
        faces.map(({ input }) => input.face),
        geometry.inputSize,
      ),
      patches: await interleavePlanes(
        faces.map(({ patch }) => patch.face),
        patchSize,
      ),
      masks: concatBytes(faces.map(({ patch }) => patch.masks.subarray(0, patchSize ** 2))),
      landmarks: faces.map(({ patch }) => patch.landmarks),
    };
  } finally {
    await inputs.release();
    await patches.release();
  }
}

/** Returns the result of `read` for the file at `index`, or for the next file that can be read. */
async function readFirstReadable<T>(
  files: readonly string[],
  index: number,
  read: (file: string) => Promise<T>,
): Promise<T> {
  let firstError: UserError | undefined;
  for (let i = 0; i < files.length; i++)
    try {
      return await read(files[(index + i) % files.length]!);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      firstError ??= error;
    }
  throw firstError ?? new Error('no files');
}

/** Converts the planes [3, size, size] of each face to [N, size, size, 3]. */
async function interleavePlanes(faces: readonly Uint8Array[], size: number): Promise<Uint8Array> {
  const plane = size * size;
  const raw = { raw: { width: size, height: size, channels: 1 as const } };
  const images = faces.map(async (face) => {
    const [red, green, blue] = [0, 1, 2].map((c) => Buffer.from(face.subarray(c * plane, (c + 1) * plane)));
    return sharp(red!, raw).joinChannel([green!, blue!], raw).raw().toBuffer();
  });
  return concatBytes(await Promise.all(images));
}

function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
