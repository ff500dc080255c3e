import * as v from 'valibot';
import { findRememberedText, listRememberedTexts, t as translate } from './l10n';

/**
 * A text for users as it is stored: pieces of plain text, and sentences by their English key and their arguments, so that
 * every reader sees it in his own language, whenever it was made.
 */
export type StoredText = readonly (string | StoredSentence)[];

interface StoredSentence {
  readonly key: string;
  readonly args: readonly (number | StoredText)[];
}

const maxDepth = 4;
/** Shorter ones are words that may stand in any text. */
const shortestSentence = 16;

/**
 * Returns how to store a text that was made by `t`, alone or between others; undefined where nothing in it was. Only the
 * texts that this process has made lately are known.
 */
export function describeText(text: string, depth = 0): StoredText | undefined {
  const whole = describeWhole(text, depth);
  if (whole) return [whole];
  if (depth >= maxDepth || text.length < shortestSentence) return undefined;
  const part = listRememberedTexts()
    .filter((sentence) => sentence.length >= shortestSentence && text.includes(sentence))
    .reduce((longest, sentence) => (sentence.length > longest.length ? sentence : longest), '');
  if (part === '') return undefined;
  const start = text.indexOf(part);
  const pieces = [text.slice(0, start), part, text.slice(start + part.length)];
  return pieces.flatMap((piece) => (piece === '' ? [] : (describeText(piece, depth + 1) ?? [piece])));
}

function describeWhole(text: string, depth: number): StoredSentence | undefined {
  const made = findRememberedText(text);
  if (!made || depth >= maxDepth) return undefined;
  const args = made.args.map((arg) => (typeof arg === 'number' ? arg : (describeText(arg, depth + 1) ?? [arg])));
  return { key: made.key, args };
}

/** Returns a stored text in the language of this process. */
export function formatStoredText(text: StoredText): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : formatSentence(piece))).join('');
}

function formatSentence({ key, args }: StoredSentence): string {
  return translate(key, ...args.map((arg) => (typeof arg === 'number' ? arg : formatStoredText(arg))));
}

function createSchema(depth: number): v.GenericSchema<unknown, StoredText> {
  if (depth > maxDepth) return v.array(v.string());
  const args = v.array(v.union([v.number(), createSchema(depth + 1)]));
  return v.array(v.union([v.string(), v.object({ key: v.string(), args })])) as v.GenericSchema<unknown, StoredText>;
}

/** A stored text from a file or another process. */
export const storedTextSchema = createSchema(0);
