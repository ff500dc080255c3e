import { existsSync } from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import type { Alignments } from '../../facesets/alignments';
import { getProgressPath } from '../../facesets/alignmentsPath';
import { findFramePositions } from '../../facesets/source/framePositions';
import { findSourceRecord } from '../../facesets/source/sourceRecord';
import type { FrameSource } from '../../media/frames';
import { estimateFrameCount } from '../../media/videoInfo';
import { t } from '../../shared/l10n';
import { readExtractTask } from '../extract/extractJournal';

/** Frames of a source that nobody has looked at for faces: they stay as they are among swapped ones. */
export interface UnseenFrames {
  readonly count: number;
  readonly total: number;
  /** The options of the extraction that looks at the rest. */
  readonly rest: Readonly<Record<string, string | number | boolean>>;
  /** Whether an extraction was broken off. */
  readonly isBrokenOff: boolean;
  /** Whether the folder of the faces is known, not guessed. */
  readonly isFolderKnown: boolean;
}

/** A container may count a frame or two that cannot be decoded. */
const uncertainFrames = 2;

/** Finds the frames of a source that its alignments do not know; undefined when they know all of them. */
export async function findUnseenFrames(
  alignments: Alignments,
  path: string,
  source: FrameSource,
): Promise<UnseenFrames | undefined> {
  const total = source.imageNames?.length ?? (source.info && estimateFrameCount(source.info));
  if (total === undefined) return undefined;
  const count = total - findFramePositions(alignments, source).size;
  if (count <= (source.kind === 'video' ? uncertainFrames : 0)) return undefined;
  const progress = getProgressPath(path);
  const task = existsSync(progress) ? await readExtractTask(progress) : undefined;
  if (task && task.input === resolve(source.path)) {
    const { inputVersion: _, filters, minSizePercent: minSize, every, ...options } = task;
    const given = {
      ...options,
      ...(every > 1 && { every }),
      ...(minSize > 0 && { minSize }),
      ...(filters && { alignFilters: true }),
    };
    return { count, total, isBrokenOff: true, isFolderKnown: true, rest: { ...given, alignments: path } };
  }
  const faces = findSourceRecord(alignments)?.place?.faces;
  const output = resolve(dirname(path), faces ?? `${parse(source.path).name}_faces`);
  return {
    count,
    total,
    isBrokenOff: false,
    isFolderKnown: faces !== undefined,
    rest: { input: source.path, output, alignments: path, skipExisting: true },
  };
}

/** Says in a sentence how many frames were never looked at, and why that shows. */
export function describeUnseenFrames({ count, total, isBrokenOff }: UnseenFrames, path: string, input: string): string {
  return isBrokenOff
    ? t(
        'The extraction for {0} was broken off: {1} of the {2} frames of {3} were never looked at for faces and stay as they are, so that the result flickers.',
        path,
        count,
        total,
        input,
      )
    : t(
        '{0} knows nothing of {1} of the {2} frames of {3}: they were never looked at for faces and stay as they are, so that the result flickers.',
        path,
        count,
        total,
        input,
      );
}

/** Returns the command that looks at the rest. */
export function formatRestCommand({ rest }: UnseenFrames): string {
  const parts = Object.entries(rest).flatMap(([key, value]) => {
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === true ? [flag] : [flag, quote(String(value))];
  });
  return ['faceswap extract', ...parts].join(' ');
}

function quote(text: string): string {
  return /^[\w./:\\@%+=,-]+$/.test(text) ? text : `"${text.replace(/(["$`])/g, '\\$1')}"`;
}
