import { readFile } from 'node:fs/promises';
import { useTranslations } from '../../shared/l10n';

/** Lets this process, a bundle in `dist`, speak the language of `locale` where there is a translation for it. */
export async function loadTranslations(locale: string): Promise<void> {
  const language = /^[a-z]{2,3}/.exec(locale.toLowerCase())?.[0] ?? 'en';
  if (language === 'en') return;
  const file = new URL(`../l10n/bundle.l10n.${language}.json`, import.meta.url);
  const text = await readFile(file, 'utf8').catch(() => undefined); // a language that nobody translated: English
  if (text !== undefined) useTranslations(JSON.parse(text), language);
}
