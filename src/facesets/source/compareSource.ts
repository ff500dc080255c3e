import { readFrameAt } from '../../media/frameAt';
import type { FrameSource } from '../../media/frames';
import { isSamePicture, samplePicture } from '../../media/pictureSample';
import { t } from '../../shared/l10n';
import { getComparedStem } from './framePositions';
import { describeSource, type FrameSample, type SourceFacts, type SourceRecord } from './sourceRecord';

/** What tells that alignments were made from another source, and how their points must be scaled to fit this one. */
export interface SourceComparison {
  /** Parts of a sentence, each with both sides; empty for the same source. */
  readonly differences: readonly string[];
  /** Factors from the pixels of the frames then to those now. */
  readonly scale: readonly [x: number, y: number];
}

/** Frames that two ways of counting may differ by: a trim of fewer moves no face visibly. */
const countedTolerance = { frames: 2, share: 0.005 };
/** Of an estimate from the duration, which may be that of the sound. */
const estimatedTolerance = { frames: 3, share: 0.02 };

/** Compares a source with what was recorded of the one that faces were extracted from. Reads a few frames. */
export async function compareSource(record: SourceRecord, source: FrameSource): Promise<SourceComparison> {
  const now = await describeSource(source);
  const compared = await compareSamples(record, now, source);
  const different = compared.filter(({ isSame }) => !isSame).length;
  const size = findOtherSize(record, now, compared);
  const differences = [
    ...(isSameLength(record, now)
      ? []
      : [t('it was made from {0} frames, but the input has {1}', record.frameCount ?? 0, now.frameCount ?? 0)]),
    ...(size ? [t('it was made from frames of {0}, but those of the input have {1}', size.before, size.now)] : []),
    ...(2 * different > compared.length
      ? [t('{0} of {1} compared frames of {2} look different in the input', different, compared.length, record.name)]
      : []),
  ];
  const kinds = record.kind === now.kind || differences.length === 0 ? [] : [describeKinds(record.kind)];
  return { differences: [...kinds, ...differences], scale: size?.scale ?? [1, 1] };
}

function describeKinds(before: FrameSource['kind']): string {
  return before === 'video'
    ? t('it was made from a video, but the input is a folder of images')
    : t('it was made from a folder of images, but the input is a video');
}

/** Images may be added to a folder and removed from it: their names tell which is which. */
function isSameLength(record: SourceRecord, now: SourceFacts): boolean {
  if (record.kind === 'images' || now.kind === 'images') return true;
  if (record.frameCount === undefined || now.frameCount === undefined) return true;
  return isNearCount(record.frameCount, now.frameCount, record.isCounted && now.isCounted);
}

/** Returns whether two numbers of frames may be those of the same video; numbers that were not counted are less exact. */
export function isNearCount(a: number, b: number, isCounted: boolean): boolean {
  const { frames, share } = isCounted ? countedTolerance : estimatedTolerance;
  return Math.abs(a - b) <= Math.max(frames, share * Math.max(a, b));
}

interface ComparedSample {
  readonly sample: FrameSample;
  readonly width: number;
  readonly height: number;
  readonly isSame: boolean;
}

/** Compares the frames that both have. */
async function compareSamples(record: SourceRecord, now: SourceFacts, source: FrameSource): Promise<ComparedSample[]> {
  const compared: ComparedSample[] = [];
  for (const sample of record.samples) {
    const position = findPosition(sample, source);
    if (position === undefined || position >= (now.frameCount ?? Number.POSITIVE_INFINITY)) continue;
    const image = await readFrameAt(source, position);
    if (!image) continue;
    const { width, height } = image;
    compared.push({ sample, width, height, isSame: isSamePicture(sample.picture, samplePicture(image)) });
  }
  return compared;
}

/** Finds the frame of a sample: in a folder by its name. */
function findPosition({ stem, position }: FrameSample, { imageNames }: FrameSource): number | undefined {
  if (!imageNames) return position;
  const wanted = getComparedStem(`${stem}.png`);
  const found = imageNames.findIndex((name) => getComparedStem(name) === wanted);
  return found < 0 ? undefined : found;
}

/** Images of a folder have sizes of their own: those that were compared count. */
function findOtherSize(record: SourceRecord, now: SourceFacts, compared: readonly ComparedSample[]) {
  const pairs =
    now.kind === 'video'
      ? [{ before: record as { width: number; height: number }, now }]
      : compared.map(({ sample, width, height }) => ({ before: sample, now: { width, height } }));
  const other = pairs.find(({ before, now }) => before.width !== now.width || before.height !== now.height);
  return (
    other && {
      before: formatSize(other.before),
      now: formatSize(other.now),
      scale: [other.now.width / other.before.width, other.now.height / other.before.height] as const,
    }
  );
}

function formatSize({ width, height }: { readonly width: number; readonly height: number }): string {
  return t('{0} x {1} pixels', width, height);
}
