import sharp from 'sharp';
import { createFaceMatrices, type FaceCropper, openFaceCropper } from '../../conversion/faceCrop';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import { type FacePicture, readFacePicture } from '../../facesets/facePicture';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import { UserError } from '../../shared/errors';
import { openModel } from '../convert/openModel';

/** Edge of a picture on the page. */
const shownPixels = 160;

/** A model whose picture of each face is wanted, and what it is called. */
export interface DrawingModel {
  readonly name: string;
  readonly folder: string;
}

/** The same faces as they are, and as each model draws them. */
export interface DrawnFaces {
  readonly names: readonly string[];
  /** JPEGs, a row for each face: the face itself, then that of each model. */
  readonly rows: readonly (readonly (Uint8Array | undefined)[])[];
}

/** Draws stored faces of A as B with each of some models; a model that cannot be opened leaves its places empty. */
export async function drawFaces(paths: readonly string[], models: readonly DrawingModel[]): Promise<DrawnFaces> {
  if (paths.length === 0) return { names: [], rows: [] };
  const pictures = (await Promise.all(paths.map((path) => readFacePicture(path).catch(() => undefined)))).filter(
    (picture) => picture !== undefined,
  );
  const cropper = openFaceCropper();
  const columns: (readonly (Uint8Array | undefined)[])[] = [];
  let originals: readonly Uint8Array[] | undefined;
  try {
    for (const { folder } of models) {
      const swapper = await openOrNothing(folder);
      if (!swapper) {
        columns.push(pictures.map(() => undefined));
        continue;
      }
      try {
        originals ??= await Promise.all(pictures.map(async (picture) => encode(await crop(cropper, swapper, picture))));
        columns.push(await drawColumn(cropper, swapper, pictures));
      } finally {
        await swapper.release();
      }
    }
  } finally {
    await cropper.release();
  }
  return {
    names: models.map(({ name }) => name),
    rows: pictures.map((_, i) => [originals?.[i], ...columns.map((column) => column[i])]),
  };
}

async function openOrNothing(folder: string): Promise<FaceSwapper | undefined> {
  try {
    return await openModel(folder, { swap: false });
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function drawColumn(
  cropper: FaceCropper,
  swapper: FaceSwapper,
  pictures: readonly FacePicture[],
): Promise<Uint8Array[]> {
  const inputs: Uint8Array[] = [];
  for (const picture of pictures) inputs.push((await crop(cropper, swapper, picture, swapper.inputSize)).pixels);
  const drawn = await swapper.swap(inputs);
  return Promise.all(drawn.map((pixels) => encode({ pixels, size: swapper.outputSize }, true)));
}

interface SquarePicture {
  /** RGB, size². */
  readonly pixels: Uint8Array;
  readonly size: number;
}

async function crop(
  cropper: FaceCropper,
  swapper: FaceSwapper,
  { image, landmarks }: FacePicture,
  size = shownPixels,
): Promise<SquarePicture> {
  return { pixels: await cropper.crop(image, createFaceMatrices(landmarks, swapper)(size), size), size };
}

/** Encodes a picture; one that a model has drawn is marked as made with AI. */
async function encode({ pixels, size }: SquarePicture, isDrawn = false): Promise<Uint8Array> {
  const picture = sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .resize(shownPixels, shownPixels, { kernel: 'cubic' })
    .jpeg({ quality: 88 });
  return await (isDrawn ? picture.withXmp(defaultDisclosureXmp) : picture).toBuffer();
}
