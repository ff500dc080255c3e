import { readAlignments } from '../../facesets/alignments';
import { compareWithSource, describeMismatch } from '../../facesets/source/checkSource';
import { openFrames } from '../../media/openFrames';
import { describeUnseenFrames, findUnseenFrames, type UnseenFrames } from './unseenFrames';

/** What should be asked or told before a source is swapped. */
export interface InputProblems {
  /** A sentence with both sides, where the alignments are of another source: the swap would be refused. */
  readonly mismatch?: string;
  /** A sentence on frames that were never looked at, and the options of the extraction that looks at them, if they are known. */
  readonly unseen?: { readonly sentence: string; readonly rest?: UnseenFrames['rest'] };
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
