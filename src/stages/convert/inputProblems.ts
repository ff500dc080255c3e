import { readAlignments } from '../../facesets/alignments';
import { compareWithSource, describeMismatch } from '../../facesets/source/checkSource';
import { findSourceRecord } from '../../facesets/source/sourceRecord';
import { openFrames } from '../../media/openFrames';
import { describeUnseenFrames, findUnseenFrames, type UnseenFrames } from './unseenFrames';

/** What should be asked or told before a source is swapped. */
export interface InputProblems {
  /** A sentence with both sides, where the alignments are of another source: the swap would be refused. */
  readonly mismatch?: string;
  /** A sentence on frames that were never looked at, and the options of the extraction that looks at them, if they are known. */
  readonly unseen?: { readonly sentence: string; readonly rest?: UnseenFrames['rest'] };
}

/**
 * Compares a video or a folder with the source that alignments were made from: returns whether it is the same one, as far as
 * that is known, and else a sentence with both sides.
 */
export async function compareWithOriginal(
  input: string,
  alignmentsPath: string,
): Promise<{ readonly isKnown: boolean; readonly mismatch?: string }> {
  const alignments = await readAlignments(alignmentsPath);
  const { differences } = await compareWithSource(alignments, await openFrames(input));
  if (differences.length > 0) return { isKnown: true, mismatch: describeMismatch(alignmentsPath, input, differences) };
  return { isKnown: findSourceRecord(alignments) !== undefined };
}

/** Compares the alignments of a swap with its input. @throws UserError when one of them cannot be read */
export async function findInputProblems(input: string, alignmentsPath: string): Promise<InputProblems> {
  const source = await openFrames(input);
  const alignments = await readAlignments(alignmentsPath);
  const { differences } = await compareWithSource(alignments, source);
  if (differences.length > 0) return { mismatch: describeMismatch(alignmentsPath, input, differences) };
  const unseen = await findUnseenFrames(alignments, alignmentsPath, source);
  if (!unseen) return {};
  const sentence = describeUnseenFrames(unseen, alignmentsPath, input);
  return { unseen: { sentence, ...(unseen.isFolderKnown && { rest: unseen.rest }) } };
}
