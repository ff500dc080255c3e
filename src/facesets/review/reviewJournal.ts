import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError, writeFileAtomic } from '../../files/atomicFile';
import { hasErrorCode } from '../../shared/errors';
import type { MovedFace } from './editHistory';
import { reviewFolderName } from './reviewFolder';
import type { Edit } from './reviewState';

/** The files follow the state, by undo follow it back, and by redo again. */
export const applyTypes = ['apply', 'unapply', 'reapply'] as const;
export type ApplyType = (typeof applyTypes)[number];

/** A line of the journal. The first is the base: the path of each face, whose place in the list is its number. */
export type JournalLine =
  | { readonly type: 'base'; readonly faces: readonly string[] }
  | { readonly type: 'do'; readonly edits: readonly Edit[] }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** By the plan of that name. */
  | { readonly type: ApplyType; readonly plan: string; readonly moved: readonly MovedFace[] };

type BaseLine = Extract<JournalLine, { type: 'base' }>;
export type StepLine = Exclude<JournalLine, BaseLine>;

/** What was written down. A line that a kill tore is left out: what it was to say was never done. */
export interface JournalContent {
  readonly base: BaseLine;
  readonly steps: readonly StepLine[];
}

const maxJournalBytes = 256 * 2 ** 20;

export const getJournalPath = (root: string) => join(root, reviewFolderName, 'journal.ndjson');

/** The journal of the review of `root`; undefined when there is none, or none that can be understood. */
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

/** Begins a journal anew. */
export async function startJournal(root: string, faces: readonly string[]): Promise<void> {
  await writeFileAtomic(getJournalPath(root), JSON.stringify({ type: 'base', faces } satisfies JournalLine));
}

/** Appends a line, which is on the disk when this resolves. */
export async function appendToJournal(root: string, line: StepLine): Promise<void> {
  const path = getJournalPath(root);
  try {
    const file = await open(path, 'a');
    try {
      await file.appendFile(`\n${JSON.stringify(line)}`); // the break first: the line before may be torn
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

function parseJournalLine(line: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is JournalLine {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'base':
      return isListOf(value.faces, (path) => typeof path === 'string');
    case 'do':
      return isListOf(value.edits, isEdit);
    case 'undo':
    case 'redo':
      return true;
    case 'apply':
    case 'unapply':
    case 'reapply':
      return typeof value.plan === 'string' && isListOf(value.moved, isMoved);
    default:
      return false;
  }
}

function isEdit(edit: unknown): boolean {
  if (!isRecord(edit)) return false;
  if (edit.kind === 'name') return typeof edit.name === 'string' && Number.isInteger(edit.cluster);
  if (!isListOf(edit.faces, Number.isInteger)) return false;
  return edit.kind === 'move' ? Number.isInteger(edit.to) : edit.kind === 'keep' && typeof edit.kept === 'boolean';
}

export function isMoved(moved: unknown): moved is MovedFace {
  return (
    isRecord(moved) && Number.isInteger(moved.face) && typeof moved.from === 'string' && typeof moved.to === 'string'
  );
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
