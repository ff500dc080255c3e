import { alignFace, computeCropMatrix } from '../../faces/alignment';
import { type Landmarks, readLandmarks } from '../../faces/landmarks';
import { transformPoints } from '../../faces/matrix3';
import type { FaceNetworks } from '../../faces/networks/faceNetworks';
import { descriptorLength } from '../../faces/networks/recognitionNet';
import {
  type FaceHeader,
  maxFaceBytes,
  maxFacePixels,
  parseFaceHeader,
  readFaceHeader,
  writeFaceHeader,
} from '../../facesets/facePng';
import { ownIdentity } from '../../facesets/identityNetworks';
import { readRegularFile } from '../../files/regularFile';
import type { Image } from '../../media/frames';
import { readImage } from '../../media/imageFile';
import { getErrorMessage, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** The data of a face that sorting needs. */
export interface SortableFace {
  readonly path: string;
  /** The file name that extract gave it. */
  readonly originalName: string;
  /** Identity vectors by network. */
  readonly identity: Readonly<Record<string, Float32Array>>;
}

export async function readSortableFace(path: string): Promise<SortableFace> {
  return buildSortableFace(path, await readFaceHeader(path));
}

/** A stored face as the recognition network takes it. */
export interface FacePicture {
  readonly path: string;
  readonly header: FaceHeader;
  readonly image: Image;
  /** In pixels of the image. */
  readonly landmarks: Landmarks;
}

/** @throws UserError when the file is damaged or its landmarks are not those of a face */
export async function readFacePicture(path: string): Promise<FacePicture> {
  const png = await readRegularFile(path, maxFaceBytes);
  const header = parseFaceHeader(png, path);
  const image = await readImage(path, maxFacePixels);
  try {
    const points = readLandmarks(header.face.landmarks);
    const intoCrop = computeCropMatrix(alignFace(points), { size: image.width, centering: 'head' });
    return { path, header, image, landmarks: transformPoints(intoCrop, points) };
  } catch (error) {
    throw new UserError(
      t('The landmarks of {0} are not those of a face ({1}). Extract it again.', path, getErrorMessage(error)),
    );
  }
}

/** Computes the identity vector of a face and writes it to the header of the file. */
export async function describeFace(networks: FaceNetworks, picture: FacePicture): Promise<SortableFace> {
  const { path, header, image, landmarks } = picture;
  const [vector] = await networks.describe(image, [landmarks]);
  const identity = { ...header.face.identity, [ownIdentity]: Array.from(vector!) };
  const described = { ...header, face: { ...header.face, identity } };
  await writeFaceHeader(path, described);
  return buildSortableFace(path, described);
}

function buildSortableFace(path: string, { face, source }: FaceHeader): SortableFace {
  const vectors = Object.entries(face.identity)
    .map(([network, vector]) => [network, Float32Array.from(vector)] as const)
    .filter(([network, vector]) => isValidVector(network, vector));
  return {
    path,
    originalName: source.originalFilename,
    identity: Object.fromEntries(vectors),
  };
}

/** Returns whether a vector from a header can be compared: one that is infinite or has another length would spoil all distances. */
function isValidVector(network: string, vector: Float32Array): boolean {
  return vector.every(Number.isFinite) && (network !== ownIdentity || vector.length === descriptorLength);
}
