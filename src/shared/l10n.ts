import { makePlainText } from './plainText';

/**
 * Translates texts for the user in the extension host, the job process and the command line.
 * The English text is the key; translations are in `l10n/bundle.l10n.<language>.json`, where VS Code expects them.
 */

export type Translations = Readonly<Record<string, string>>;

let translations: Translations = {};
let language = 'en';

/** Chooses the translations for this process; English needs none. */
export function setTranslations(bundle: Translations, bundleLanguage: string): void {
  translations = bundle;
  language = bundleLanguage;
}

/** Returns the translations of this process for a child process, which calls `setTranslations(...getTranslations())`. */
export function getTranslations(): readonly [Translations, string] {
  return [translations, language];
}

/** Returns the language of this process: `en`, `ja`, … */
export function getLanguage(): string {
  return language;
}

/** The English key of a text, and what was put into it. */
export interface MadeText {
  readonly key: string;
  readonly args: readonly (string | number)[];
}

const maxRemembered = 1000;
/** The last texts that were made here: what is stored of them is their key and arguments (`storedText.ts`). */
const remembered = new Map<string, MadeText>();

function remember(text: string, made: MadeText): string {
  if (!remembered.has(text) && remembered.size >= maxRemembered) remembered.delete(remembered.keys().next().value!);
  remembered.set(text, made);
  return text;
}

/** Returns what a text was made of; undefined where it was not made here lately. */
export function findRememberedText(text: string): MadeText | undefined {
  return remembered.get(text);
}

/** Returns the last texts that were made here. */
export function listRememberedTexts(): string[] {
  return [...remembered.keys()];
}

/** Translates a text from a record, such as the help of an option. */
export function localize(text: string): string {
  return remember(translations[text] ?? text, { key: text, args: [] });
}

/** Translates `message` to the user's language and replaces `{0}`, `{1}`, … by `args`. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  const text = translations[message] ?? message;
  const filled = text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : makePlainText(String(value));
  });
  return remember(filled, { key: message, args });
}
