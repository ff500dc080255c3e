import * as v from 'valibot';
import type { EventText, JobEvent } from '../../shared/jobEvents';
import { describeText, formatStoredText, storedTextSchema } from '../../shared/storedText';

/** Shorter texts of a summary are values, not sentences for users. */
const shortestSentence = 16;

/**
 * Returns an event with the keys of its texts, so that it can be shown in another language later. Progress and steps have
 * none, and come often.
 */
export function addTexts<E extends JobEvent>(event: E): E {
  if (event.texts || event.type === 'progress' || event.type === 'step') return event;
  const texts = listLeaves(event).flatMap(({ path, value }): EventText[] => {
    const text = isForUsers(path, value) ? describeText(value) : undefined;
    return text ? [{ path, text }] : [];
  });
  return texts.length === 0 ? event : { ...event, texts };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

function isForUsers([field]: readonly string[], value: string): boolean {
  if (field === 'summary') return value.length >= shortestSentence;
  return field === 'message' || field === 'name' || field === 'unit';
}

function listLeaves(value: unknown, path: readonly string[] = []): Leaf[] {
  if (typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => listLeaves(part, [...path, key]));
}

const textsSchema = v.array(v.object({ path: v.array(v.string()), text: storedTextSchema }));

/** Returns an event from a journal or from the process of a job with its texts in the language of this process. */
export function localizeEvent<E extends JobEvent>(event: E): E {
  const { success, output } = v.safeParse(textsSchema, event.texts);
  if (!success) return event;
  return output.reduce((localized, { path, text }) => replaceLeaf(localized, path, formatStoredText(text)) as E, event);
}

/** Returns a copy of `value` in which the text at `path` is another; the same where there is no text. */
function replaceLeaf(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return typeof value === 'string' ? text : value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const changed = replaceLeaf((value as Record<string, unknown>)[key], rest, text);
  return Array.isArray(value)
    ? value.map((part, index) => (String(index) === key ? changed : part))
    : { ...value, [key]: changed };
}
