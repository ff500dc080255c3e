import { existsSync } from 'node:fs';
import { basename, parse } from 'node:path';
import { readAlignments } from '../../facesets/alignments';
import { type FaceHeader, listFacePngs, maxFaceBytes, readFaceHeader } from '../../facesets/facePng';
import {
  describeSource,
  findSourceRecord,
  type SourceFacts,
  type SourcePlace,
} from '../../facesets/source/sourceRecord';
import { comparePictures, type StoredPicture } from '../../facesets/source/storedPictures';
import { readRegularFile } from '../../files/regularFile';
import type { FrameSource } from '../../media/frames';
import { chooseEvenly } from '../../shared/chooseEvenly';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/**
 * Checks that the face images in `output` and its subfolders that an extraction of `source` would replace are its own, or
 * those of a former version of the same file: two videos may have the same name.
 * @throws UserError that tells both sides when they are of another source
 */
export async function assertNoOtherFaces(
  output: string,
  source: FrameSource,
  { alignments, place }: { readonly alignments: string; readonly place: SourcePlace },
): Promise<void> {
  const paths = (await listFacePngs(output, { recursive: true })).filter((path) => isFaceName(basename(path), source));
  if (paths.length === 0) return;
  const reason = await findForeignReason(paths, source);
  if (reason === undefined || (await isFormerPlace(alignments, place))) return;
  throw new UserError(
    t(
      '{0} already has {1} face images of another source named {2}, which would be replaced: {3}. Choose another output folder, or rename {4}.',
      ...[output, paths.length, parse(source.path).name, reason, source.path],
    ),
  );
}

/** Returns whether the alignments were made from the same file, whose content is another now, with faces in the same folder. */
async function isFormerPlace(path: string, place: SourcePlace): Promise<boolean> {
  if (!existsSync(path)) return false;
  const former = findSourceRecord(await readAlignments(path))?.place;
  return former?.source === place.source && former.faces === place.faces;
}

/** Returns whether extract or sort gives a face of `source` this name. */
function isFaceName(name: string, { path, imageNames }: FrameSource): boolean {
  const frame = /^(?:\d{6}_)?(.*)_\d{1,4}\.png$/i.exec(name)?.[1];
  if (frame === undefined) return false;
  if (imageNames) return imageNames.some((image) => parse(image).name === frame);
  const prefix = `${parse(path).name}_`;
  return frame.startsWith(prefix) && /^\d{6,}$/.test(frame.slice(prefix.length));
}

/** Returns what tells that the faces are of another source; undefined when they are of this one, or nothing tells. */
async function findForeignReason(paths: readonly string[], source: FrameSource): Promise<string | undefined> {
  const now = await describeSource(source);
  const faces: StoredPicture[] = [];
  for (const path of chooseEvenly(paths, pathsToRead)) {
    const header = await readFaceHeader(path).catch(() => undefined); // no face of any source
    if (!header) return t('{0} has no faceswap header', path);
    const difference = compareHeader(header, now);
    if (difference) return difference;
    const position = findPosition(header.source.sourceFilename, source);
    if (position === undefined) continue;
    faces.push({ position, landmarks: header.face.landmarks, picture: await readRegularFile(path, maxFaceBytes) });
  }
  const { compared, different } = await comparePictures(faces, source);
  if (2 * different <= compared) return undefined;
  return t('{0} of {1} compared faces look different in the input', different, compared);
}

const pathsToRead = 20;

function compareHeader({ source }: FaceHeader, now: SourceFacts): string | undefined {
  if (source.sourceIsVideo !== (now.kind === 'video'))
    return source.sourceIsVideo
      ? t('they are from a video, but the input is a folder of images')
      : t('they are from a folder of images, but the input is a video');
  const [height, width] = source.sourceFrameDims;
  const isKnown = now.kind === 'video' && width > 0 && height > 0; // images of a folder have sizes of their own
  if (!isKnown || (width === now.width && height === now.height)) return undefined;
  return t(
    'their frames have {0} x {1} pixels, but those of the input have {2} x {3}',
    width,
    height,
    now.width,
    now.height,
  );
}

/** Returns the position of a frame in the source by its key. */
function findPosition(frame: string, { imageNames }: FrameSource): number | undefined {
  const stem = parse(frame).name;
  if (!imageNames) return Number(/_(\d{6,})$/.exec(stem)?.[1]) - 1;
  const found = imageNames.findIndex((name) => parse(name).name === stem);
  return found < 0 ? undefined : found;
}
