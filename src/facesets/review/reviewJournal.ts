import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { explainFileError, writeFileAtomic } from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
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

/** Reads the journal of the review of `root`; returns undefined if it is missing or damaged. */
export async function readJournal(root: string): Promise<JournalContent | undefined> {
  const path = getJournalPath(root);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return '';
    throw explainFileError(error, path);
  });
  if (text.length > maxJournalBytes) return undefined;
  const [base, ...steps] = text.split('\n').flatMap((line) => parseJournalLine(line) ?? []);
  if (base?.type !== 'base' || !steps.every(isStep)) return undefined;
  return { base, steps };
}

/** Starts a new journal. */
export async function startJournal(root: string, faces: readonly string[]): Promise<void> {
  await writeFileAtomic(getJournalPath(root), JSON.stringify({ type: 'base', faces } satisfies JournalLine));
}

/** Appends a line; it is on the disk when this resolves. */
export async function appendToJournal(root: string, line: StepLine): Promise<void> {
  const path = getJournalPath(root);
  try {
    const file = await open(path, 'a');
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

/** {@link MovedFace} as it is stored. */
export const movedFaceSchema = v.object({ face: index, from: v.string(), to: v.string() });

const editSchema = v.variant('kind', [
  v.object({ kind: v.literal('move'), faces, to: index }),
  v.object({ kind: v.literal('keep'), faces, kept: v.boolean() }),
  v.object({ kind: v.literal('name'), cluster: index, name: v.string() }),
]);

const journalLineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.variant('type', [
    v.object({ type: v.literal('base'), faces: v.array(v.string()) }),
    v.object({ type: v.literal('do'), edits: v.array(editSchema) }),
    v.object({ type: v.literal('undo') }),
    v.object({ type: v.literal('redo') }),
    v.object({ type: v.picklist(applyTypes), plan: v.string(), moved: v.array(movedFaceSchema) }),
  ]),
);

function parseJournalLine(line: string): JournalLine | undefined {
  const { success, output } = v.safeParse(journalLineSchema, line, { abortEarly: true });
  return success ? output : undefined;
}
