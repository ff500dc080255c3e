import type { FaceNetworks } from '../../faces/networks/faceNetworks';
import type { FacePicture } from '../../facesets/facePicture';
import { type FaceHeader, readFaceHeader, writeFaceHeader } from '../../facesets/facePng';
import { isValidVector, ownIdentity } from '../../facesets/identityNetworks';

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
