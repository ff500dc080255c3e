import { basename, dirname, parse } from 'node:path';
import type { Alignments } from '../../facesets/alignments';
import {
  explainFaceFileError,
  type FaceHeader,
  formatFacePngName,
  listFacePngs,
  readFaceHeader,
} from '../../facesets/facePng';
import type { FaceRecord } from '../../facesets/faceRecord';
import { describeLeftOut } from '../../facesets/leftOutFaces';
import { findSourceRecord, type SourceRecord } from '../../facesets/source/sourceRecord';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { requireRegularFile } from '../../files/regularFile';
import { throwIfCanceled } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress, noteUserError, warnOfAll } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';

/** A face PNG and the face of the alignments that it shows. */
export interface StoredFace {
  readonly path: string;
  /** Key of the frame in the alignments. */
  readonly frame: string;
  readonly index: number;
  /** Whether the header could be read. If not, the file was recognized by its name and is not changed. */
  readonly hasHeader: boolean;
  /** The identity vectors and masks that the header has and the alignments do not have. */
  readonly identity: FaceRecord['identity'];
  readonly mask: FaceRecord['mask'];
}

export interface StoredFaces {
  readonly faces: readonly StoredFace[];
  /** The paths of all PNGs, also of those that belong to no face. */
  readonly paths: readonly string[];
  /** PNGs with a header whose face the alignments do not have. */
  readonly unknown: number;
  /** PNGs whose frame and number the alignments have, but with the face of another source; undefined where most are not. */
  readonly foreign?: { readonly count: number; readonly reason: string };
  /** PNGs without a readable header. */
  readonly withoutHeader: number;
}

const headersAtOnce = 16;

/** Searches a folder and its subfolders for the faces of `alignments`. */
export async function findStoredFaces(folder: string, alignments: Alignments, job: JobContext): Promise<StoredFaces> {
  // A link shows that its face is kept, but what it leads to is not changed.
  const links = new Set(await listFacePngs(folder, { recursive: true, kind: 'links' }));
  const paths = [...(await listFacePngs(folder, { recursive: true })), ...links];
  const progress = createProgress(job, { name: t('Reading faces'), total: paths.length, unit: t('faces') });
  const frames = new FrameLookup(alignments);
  const record = findSourceRecord(alignments);
  const foreign = new Map<string, number>();
  const found = new Map<string, StoredFace>();
  const reasons: string[] = [];
  let unknown = 0;
  const readFace = async (path: string) => {
    const header = await noteUserError(readHeader(folder, path, links.has(path)), reasons);
    const reason = header && findForeignReason(header, frames, record);
    if (reason !== undefined) foreign.set(reason, (foreign.get(reason) ?? 0) + 1);
    const stored = header ? matchByHeader(path, header, frames) : matchByName(path, frames);
    if (header && !stored) unknown++;
    if (stored) found.set(path, links.has(path) ? { ...stored, hasHeader: false } : stored);
    progress.advance();
  };
  const tasks = new ConcurrencyLimit(headersAtOnce);
  for (const path of paths) {
    throwIfCanceled(job.signal);
    await tasks.add(readFace(path));
  }
  await tasks.drain();
  progress.finish();
  const faces = paths.flatMap((path) => found.get(path) ?? []);
  warnOfAll(describeLeftOut(folder, reasons.sort(), paths.length), job);
  return {
    faces,
    paths,
    unknown,
    withoutHeader: reasons.length,
    ...describeForeign(foreign, faces.length),
  };
}

/** Reads the header of a file, also of one in `folder` that a link leads to: of anything else it reads nothing. */
async function readHeader(folder: string, path: string, isLink: boolean): Promise<FaceHeader> {
  if (!isLink) return await readFaceHeader(path);
  const file = await requireRegularFile(path, { within: folder }).catch((error: unknown) => {
    throw explainFaceFileError(error, path);
  });
  return await readFaceHeader(file);
}

/** Fewer faces may have been moved by hand since they were extracted. */
const fewestForeign = 4;

function describeForeign(reasons: ReadonlyMap<string, number>, faces: number): Pick<StoredFaces, 'foreign'> {
  const count = [...reasons.values()].reduce((sum, each) => sum + each, 0);
  const [reason] = reasons.keys();
  return reason !== undefined && count >= fewestForeign && 2 * count > faces ? { foreign: { count, reason } } : {};
}

/** Returns what tells that a face is of another source than the face of its frame and number; undefined when nothing does. */
function findForeignReason(
  { face, source }: FaceHeader,
  frames: FrameLookup,
  record: SourceRecord | undefined,
): string | undefined {
  const own = frames.find(source.sourceFilename, source.faceIndex)?.face;
  if (!own) return undefined;
  if (record && source.sourceIsVideo !== (record.kind === 'video'))
    return source.sourceIsVideo
      ? t('they are from a video, but the alignments are of a folder of images')
      : t('they are from a folder of images, but the alignments are of a video');
  const [height, width] = source.sourceFrameDims;
  const isOtherSize = width > 0 && height > 0 && (width !== record?.width || height !== record?.height);
  if (record?.kind === 'video' && isOtherSize)
    return t(
      'their frames have {0} x {1} pixels, but those of the alignments have {2} x {3}',
      ...[width, height, record.width, record.height],
    );
  return isElsewhere(face, own) ? t('their faces are at other places in the frames') : undefined;
}

/** Returns whether the points of two faces are further apart than half a face: nobody moves points that far by hand. */
function isElsewhere({ landmarks }: FaceRecord, own: FaceRecord): boolean {
  if (landmarks.length !== own.landmarks.length) return false;
  const distances = landmarks.map(([x, y], i) => Math.hypot(x! - own.landmarks[i]![0]!, y! - own.landmarks[i]![1]!));
  const xs = own.landmarks.map(([x]) => x!);
  const width = Math.max(...xs) - Math.min(...xs);
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length > width / 2;
}

function matchByHeader(path: string, { face, source }: FaceHeader, frames: FrameLookup): StoredFace | undefined {
  const found = frames.find(source.sourceFilename, source.faceIndex);
  if (!found) return undefined;
  const selectMissing = <T>(has: Readonly<Record<string, T>>, offered: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(offered).filter(([key]) => !Object.hasOwn(has, key)));
  return {
    path,
    frame: found.frame,
    index: source.faceIndex,
    hasHeader: true,
    identity: selectMissing(found.face.identity, face.identity),
    mask: selectMissing(found.face.mask, face.mask),
  };
}

/** Matches a PNG that has lost its header by its name from extract or sort: the user has not removed that face. */
function matchByName(path: string, frames: FrameLookup): StoredFace | undefined {
  const [, order = '', stem = '', index = ''] = /^(\d{6}_)?(.*)_(\d{1,4})\.png$/i.exec(basename(path)) ?? [];
  const found = frames.findByStem(stem, Number(index)) ?? frames.findByStem(order + stem, Number(index));
  return found && { path, frame: found.frame, index: Number(index), hasHeader: false, identity: {}, mask: {} };
}

/**
 * Returns the files that show a face for the second time in one folder, such as `clip_000001_0 (copy).png`: they would count
 * double in training. The file with the name from extract or sort is kept. Copies in other folders are no duplicates.
 */
export function findDuplicates(faces: readonly StoredFace[]): ReadonlySet<StoredFace> {
  const seen = new Set<string>();
  const ownNamesFirst = [...faces.filter(hasOwnName), ...faces.filter((face) => !hasOwnName(face))];
  const duplicates = ownNamesFirst.filter(({ path, frame, index, hasHeader }) => {
    const face = `${index} ${frame} ${dirname(path)}`;
    const isDuplicate = hasHeader && seen.has(face);
    if (hasHeader) seen.add(face);
    return isDuplicate;
  });
  return new Set(duplicates);
}

function hasOwnName({ path, frame, index }: StoredFace): boolean {
  return basename(path).endsWith(formatFacePngName(frame, index));
}

/** Finds faces by frame, also where older versions of the format gave the frames of a video another extension. */
class FrameLookup {
  readonly #byStem = new Map<string, string>();

  constructor(readonly alignments: Alignments) {
    for (const key of alignments.frames.keys()) this.#byStem.set(parse(key).name, key);
  }

  find(frame: string, index: number): { frame: string; face: FaceRecord } | undefined {
    if (!this.alignments.frames.has(frame)) return this.findByStem(parse(frame).name, index);
    const face = this.alignments.frames.get(frame)?.faces[index];
    return face && { frame, face };
  }

  findByStem(stem: string, index: number): { frame: string; face: FaceRecord } | undefined {
    const frame = this.#byStem.get(stem) ?? '';
    const face = this.alignments.frames.get(frame)?.faces[index];
    return face && { frame, face };
  }
}
