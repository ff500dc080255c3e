import { buildNamedValues, type DictEntry, type DictForm, findDictForm, generateEntries } from './python/dictForm';
import type { PythonDataReader } from './python/pythonDataReader';
import type { PythonDict, PythonWritable } from './python/pythonValue';
import { FormatError, PythonEntries } from './python/pythonValue';

/** One face of a frame, as in alignments files and face PNGs (faceswap's format, version 2.4). */
export interface FaceRecord {
  /** The detector's box in frame pixels, integers; may extend beyond the frame. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** [68][2] in frame pixels (98 or 4 points are legal too). */
  readonly landmarks: readonly (readonly number[])[];
  /** Masks by name: `unet-dfl`, `bisenet-fp_face`, … */
  readonly mask: Readonly<Record<string, StoredMask>>;
  /** Identity vectors by the network that made them: `vggface2`, `face_api_128`, … */
  readonly identity: Readonly<Record<string, readonly number[]>>;
  /** A JPEG of the head crop, 96 pixels square; only in alignments files. */
  readonly thumb?: Uint8Array;
  /** Keys that this program does not know; they are written back. */
  readonly extra?: PythonDict;
  /** How it was written, where this program would write it otherwise. */
  readonly form?: DictForm;
}

export interface StoredMask {
  /** zlib of uint8 [storedSize, storedSize]. */
  readonly mask: Uint8Array;
  /** Rows of the matrix that maps mask pixels to frame pixels: 3x3, in old files 2x3. */
  readonly affineMatrix: readonly (readonly number[])[];
  /** OpenCV's interpolation flag for warping the mask back into the frame. */
  readonly interpolator: number;
  readonly storedSize: number;
  readonly storedCentering: string;
}

const faceKeys = new Set(['x', 'y', 'w', 'h', 'landmarks_xy', 'mask', 'identity', 'thumb']);

/** Reads a face from Python's data. @throws FormatError */
export function readFaceRecord(value: unknown, data: PythonDataReader): FaceRecord {
  const dict = data.readDict(value, 'a face');
  const thumb = dict.get('thumb') ?? undefined;
  const extra = data.readExtra(dict, faceKeys);
  const face: FaceRecord = {
    x: data.readInteger(dict.get('x'), 'x of a face'),
    y: data.readInteger(dict.get('y'), 'y of a face'),
    w: data.readInteger(dict.get('w'), 'w of a face'),
    h: data.readInteger(dict.get('h'), 'h of a face'),
    landmarks: readLandmarks(dict.get('landmarks_xy'), data),
    mask: data.readRecord(dict.get('mask') ?? new Map(), 'mask', (mask) => readMask(mask, data)),
    identity: data.readRecord(dict.get('identity') ?? new Map(), 'identity', (vector, what) =>
      data.readNumbers(vector, what),
    ),
    ...(thumb === undefined ? {} : { thumb: data.readBytes(thumb, 'thumb') }),
    ...(extra ? { extra } : {}),
  };
  const form = findDictForm(dict, listValues(face), buildEntries(face), extra, data);
  return form ? { ...face, form } : face;
}

/**
 * Returns a face with faceswap's keys, order and types, or with those that it was read with; only alignments files contain
 * the thumb.
 */
export function buildFaceDict(face: FaceRecord, { withThumb }: { readonly withThumb: boolean }): PythonEntries {
  const { thumb, ...rest } = face;
  const kept = withThumb ? face : rest;
  return new PythonEntries(generateEntries(face.form, listValues(kept), buildEntries(kept), face.extra));
}

/** Returns the values of a face by their keys in the dict. */
function listValues({ x, y, w, h, landmarks, mask, identity, thumb }: FaceRecord): Readonly<Record<string, unknown>> {
  return { x, y, w, h, landmarks_xy: landmarks, mask, identity, thumb };
}

function buildEntries(face: FaceRecord): DictEntry[] {
  return [
    ['x', Math.round(face.x)],
    ['y', Math.round(face.y)],
    ['w', Math.round(face.w)],
    ['h', Math.round(face.h)],
    ['landmarks_xy', convertToFloatRows(face.landmarks)],
    ['mask', buildNamedValues(face.mask, buildMaskDict, face.form, 'mask')],
    ['identity', buildNamedValues(face.identity, (vector) => Float64Array.from(vector), face.form, 'identity')],
    ...(face.thumb ? [['thumb', Array.from(face.thumb)] as const] : []),
  ];
}

function readLandmarks(value: unknown, data: PythonDataReader): number[][] {
  const points = data.readRows(value, 'landmarks_xy');
  if (points.length === 0 || points.some((point) => point.length !== 2))
    throw new FormatError('landmarks_xy holds no points');
  return points;
}

/** Reads a mask. Masks before version 2.2 have no centering field; their centering is `face`. */
function readMask(value: unknown, data: PythonDataReader): StoredMask {
  const dict = data.readDict(value, 'a mask');
  return {
    mask: data.readBytes(dict.get('mask'), 'the bytes of a mask'),
    affineMatrix: data.readRows(dict.get('affine_matrix'), 'affine_matrix'),
    interpolator: data.readInteger(dict.get('interpolator') ?? 1, 'interpolator'),
    storedSize: data.readInteger(dict.get('stored_size'), 'stored_size'),
    storedCentering: data.readText(dict.get('stored_centering') ?? 'face', 'stored_centering'),
  };
}

function buildMaskDict(mask: StoredMask): PythonWritable {
  return new Map<string, PythonWritable>([
    ['mask', mask.mask],
    ['affine_matrix', convertToFloatRows(mask.affineMatrix)],
    ['interpolator', mask.interpolator],
    ['stored_size', mask.storedSize],
    ['stored_centering', mask.storedCentering],
  ]);
}

function convertToFloatRows(rows: readonly (readonly number[])[]): Float64Array[] {
  return rows.map((row) => Float64Array.from(row));
}
