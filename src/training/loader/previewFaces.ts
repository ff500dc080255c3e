import sharp from 'sharp';
import type { CropGeometry } from './faceBatch';
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
