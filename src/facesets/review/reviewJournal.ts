import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicFile';
import { openToAppend, readRegularText } from '../../files/regularFile';
import { setAside } from '../../files/setAside';
import { isStoredPath, UnfitFileError } from '../../files/storedPath';
import { storedPathSchema } from '../../files/storedPathSchema';
import { explainFileError } from '../../files/systemErrors';
import { hasErrorCode } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { MovedFace } from './editHistory';
import { reviewFolderName } from './reviewFolder';
import type { Edit } from './reviewState';

/** How files follow the state: by applying it, by undoing that, or by redoing it. */
export const applyTypes = ['apply', 'unapply', 'reapply'] as const;
export type ApplyType = (typeof applyTypes)[number];

/** A line of the journal. The first line is the base: the path of each face, whose index is the number of the face. */
export type JournalLine =
  | { readonly type: 'base'; readonly faces: readonly string[] }
  | { readonly type: 'do'; readonly edits: readonly Edit[] }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** Files were moved by the plan with this id. */
  | { readonly type: ApplyType; readonly plan: string; readonly moved: readonly MovedFace[] };

type BaseLine = Extract<JournalLine, { type: 'base' }>;
export type StepLine = Exclude<JournalLine, BaseLine>;

/** The content of a journal, without lines that a kill left incomplete: their steps never took effect. */
export interface JournalContent {
  readonly base: BaseLine;
  readonly steps: readonly StepLine[];
}

const maxJournalBytes = 256 * 2 ** 20;

export const getJournalPath = (root: string) => join(root, reviewFolderName, 'journal.ndjson');

/**
 * Reads the journal of the review of `root`; returns undefined if there is none, or if it cannot be right and was set aside.
 * @param onWarning receives the sentence about a journal that was set aside
 * @throws UserError when the folder may not be read or written
 */
export async function readJournal(
  root: string,
  onWarning: (message: string) => void,
): Promise<JournalContent | undefined> {
  try {
    const text = await readRegularText(getJournalPath(root), maxJournalBytes, { within: root });
    const journal = parseJournal(text);
    if (journal) return journal;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (!(error instanceof UnfitFileError)) throw explainFileError(error, getJournalPath(root));
  }
  onWarning(await setAsideJournal(root));
  return undefined;
}

/** Sets a journal aside that cannot be right, and returns the sentence that says so. @throws UserError */
export function setAsideJournal(root: string): Promise<string> {
  return setAside(getJournalPath(root), t('it is not the journal of a review of these faces'));
}

function parseJournal(text: string): JournalContent | undefined {
  const lines = text.split('\n').map(parseJournalLine);
  if (lines.includes('wrong')) return undefined;
  const [base, ...steps] = lines.filter((line) => line !== 'cut' && line !== 'wrong');
  return base?.type === 'base' && steps.every(isStep) ? { base, steps } : undefined;
}

/** Starts a new journal. */
export async function startJournal(root: string, faces: readonly string[]): Promise<void> {
  await writeFileAtomic(getJournalPath(root), JSON.stringify({ type: 'base', faces } satisfies JournalLine));
}

/** Appends a line; it is on the disk when this resolves. */
export async function appendToJournal(root: string, line: StepLine): Promise<void> {
  const path = getJournalPath(root);
  try {
    const file = await openToAppend(path);
    try {
      await file.appendFile(`\n${JSON.stringify(line)}`); // the line break comes first, because the line before may be incomplete
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explainFileError(error, path);
  }
}

function isStep(line: JournalLine): line is StepLine {
  return line.type !== 'base';
}

const index = v.pipe(v.number(), v.integer());
const faces = v.array(index);
/** A folder in that of the faces; '' for that folder itself. */
const clusterName = v.pipe(
  v.string(),
  v.check((name) => name === '' || isStoredPath(name)),
);

/** {@link MovedFace} as it is stored. */
export const movedFaceSchema = v.object({ face: index, from: storedPathSchema, to: storedPathSchema });

const editSchema = v.variant('kind', [
  v.object({ kind: v.literal('move'), faces, to: index }),
  v.object({ kind: v.literal('keep'), faces, kept: v.boolean() }),
  v.object({ kind: v.literal('name'), cluster: index, name: clusterName }),
]);

const journalLineSchema = v.variant('type', [
  v.object({ type: v.literal('base'), faces: v.array(storedPathSchema) }),
  v.object({ type: v.literal('do'), edits: v.array(editSchema) }),
  v.object({ type: v.literal('undo') }),
  v.object({ type: v.literal('redo') }),
  v.object({ type: v.picklist(applyTypes), plan: v.string(), moved: v.array(movedFaceSchema) }),
]);

/** Returns the content of a line; `cut` for one that a kill has left incomplete, `wrong` for one that nobody has written so. */
function parseJournalLine(line: string): JournalLine | 'cut' | 'wrong' {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'cut';
  }
  const { success, output } = v.safeParse(journalLineSchema, value, { abortEarly: true });
  return success ? output : 'wrong';
}
