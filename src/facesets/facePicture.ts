import { alignFace, computeCropMatrix } from '../faces/alignment';
import { type Landmarks, readLandmarks } from '../faces/landmarks';
import { transformPoints } from '../faces/matrix3';
import { readRegularFile } from '../files/regularFile';
import type { Image } from '../media/frames';
import { readImage } from '../media/imageFile';
import { getErrorMessage, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { type FaceHeader, maxFaceBytes, maxFacePixels, parseFaceHeader } from './facePng';

/** A stored face with its pixels. */
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
