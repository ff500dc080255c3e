import { readFileSync } from 'node:fs';
import { readTranslationBundles } from '../l10n/translationBundles';

/** The texts of the page that its template does not have. */
export const addedTexts = {
  iterations: 'Iterations',
  frames: 'Frames',
  facesA: 'Faces of A',
  facesB: 'Faces of B',
  preview: 'What the model has learned (AI-made)',
} as const;

const template = readFileSync('scripts/demo/page/page.html', 'utf8');
const templateText = /\{\{text: (.+?)\}\}/g;

/** Every English text of the page. */
export const pageTexts: readonly string[] = [
  ...[...template.matchAll(templateText)].map(([, text]) => text!),
  ...Object.values(addedTexts),
];

const bundles = readTranslationBundles();
const languages = ['en', ...Object.keys(bundles)];

/** Returns `text` in each language that translates it; the style of the page shows the chosen one. */
export function renderText(text: string): string {
  return languages.map((language) => `<span lang="${language}">${bundles[language]?.[text] ?? text}</span>`).join('');
}

/** Returns the template of the page with its texts in every language. */
export function renderTemplate(): string {
  return template.replace(templateText, (_, text: string) => renderText(text));
}

/** Returns the entries of the list of languages, each by its own name. */
export function renderLanguageOptions(): string {
  const nameLanguage = (code: string) => new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return languages.map((code) => `<option value="${code}">${nameLanguage(code)}</option>`).join('');
}

/** Returns the style rules that hide all languages but the chosen one. */
export function renderLanguageRules(): string {
  return languages.map((code) => `html:not([lang="${code}"]) [lang="${code}"] { display: none; }\n`).join('');
}
