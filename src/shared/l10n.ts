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

/** Translates a text from a record, such as the help of an option. */
export function localize(text: string): string {
  return translations[text] ?? text;
}

/** Translates `message` to the user's language and replaces `{0}`, `{1}`, … by `args`. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  const text = translations[message] ?? message;
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : String(value);
  });
}
