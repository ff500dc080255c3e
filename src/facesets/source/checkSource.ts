import type { FrameSource } from '../../media/frames';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Alignments } from '../alignments';
import { compareSource, isNearCount, type SourceComparison } from './compareSource';
import { findFramePositions } from './framePositions';
import { describeSource, findSourceRecord, type SourceFacts } from './sourceRecord';
import { comparePictures, type StoredPicture } from './storedPictures';

export interface SourceCheckOptions {
  /** Whether to use alignments of another source all the same. */
  readonly acceptMismatch?: boolean;
  /** What to do about a mismatch; {@link getMismatchAdvice} when absent. */
  readonly advice?: string;
  readonly warn: (message: string) => void;
}

/**
 * Checks that alignments were made from a source, as far as both tell.
 * @returns the factors to scale their points by, when they are of another size and accepted all the same
 * @throws UserError that tells both sides when they were not
 */
export async function checkSource(
  alignments: Alignments,
  alignmentsPath: string,
  source: FrameSource,
  { acceptMismatch = false, advice = getMismatchAdvice(), warn }: SourceCheckOptions,
): Promise<SourceComparison['scale']> {
  const { differences, scale } = await compareWithSource(alignments, source);
  if (differences.length === 0) return scale;
  const problem = describeMismatch(alignmentsPath, source.path, differences);
  if (!acceptMismatch) throw new UserError(`${problem} ${advice}`);
  warn(problem);
  return scale;
}

/** Returns a sentence that tells both sides. */
export function describeMismatch(alignmentsPath: string, input: string, differences: readonly string[]): string {
  return t('{0} does not fit {1}: {2}.', alignmentsPath, input, differences.join('; '));
}

export function getMismatchAdvice(): string {
  return t(
    'Extract the faces of the input again, or choose its own alignments file; with --accept-mismatch it is used all the same.',
  );
}

/** Compares alignments with a source: with the record of their own source, or else with all that they tell of it. */
export async function compareWithSource(alignments: Alignments, source: FrameSource): Promise<SourceComparison> {
  const record = findSourceRecord(alignments);
  return record ? await compareSource(record, source) : await compareWithoutRecord(alignments, source);
}

/** Compares with files of faceswap, and of this program's first version. */
async function compareWithoutRecord(alignments: Alignments, source: FrameSource): Promise<SourceComparison> {
  const now = await describeSource(source);
  const faces = listPlacedFaces(alignments, source);
  const last = findLastNumber(alignments, source);
  const outside = now.kind === 'video' ? faces.filter(({ landmarks }) => isOutside(landmarks, now)).length : 0;
  const { compared, different } = await comparePictures(
    faces.flatMap(({ position, landmarks, thumb }) => (thumb ? [{ position, landmarks, picture: thumb }] : [])),
    source,
  );
  const isTooLong = now.frameCount !== undefined && last > now.frameCount;
  return {
    scale: [1, 1],
    differences: [
      ...(isTooLong && !isNearCount(last, now.frameCount!, now.isCounted)
        ? [t('it has frames up to number {0}, but the input has {1}', last, now.frameCount)]
        : []),
      ...(outside > outsideTolerance * faces.length
        ? [
            t(
              '{0} of its {1} faces lie outside of the frames of the input, which have {2} x {3} pixels',
              outside,
              faces.length,
              now.width,
              now.height,
            ),
          ]
        : []),
      ...(2 * different > compared
        ? [t('{0} of {1} compared faces look different in the input', different, compared)]
        : []),
    ],
  };
}

/** The share of faces that somebody may have moved out of their frames by hand. */
const outsideTolerance = 0.02;

interface PlacedFace extends Pick<StoredPicture, 'position' | 'landmarks'> {
  readonly thumb?: Uint8Array | undefined;
}

/** Returns the faces of the frames that the source has by their names. */
function listPlacedFaces(alignments: Alignments, source: FrameSource): PlacedFace[] {
  return [...findFramePositions(alignments, source)].flatMap(([position, key]) =>
    alignments.frames.get(key)!.faces.map(({ landmarks, thumb }) => ({ position, landmarks, thumb })),
  );
}

/** Returns the highest number of a frame of the video; 0 for a folder of images. */
function findLastNumber(alignments: Alignments, source: FrameSource): number {
  if (source.kind === 'images') return 0;
  let last = 0;
  for (const position of findFramePositions(alignments, source).keys()) last = Math.max(last, position + 1);
  return last;
}

/** Returns whether the middle of a face is outside of the frame. */
function isOutside(landmarks: StoredPicture['landmarks'], { width, height }: SourceFacts): boolean {
  const middle = (axis: 0 | 1) => landmarks.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / landmarks.length;
  const [x, y] = [middle(0), middle(1)];
  return x < 0 || y < 0 || x >= width || y >= height;
}
