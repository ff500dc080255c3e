import { readFile } from 'node:fs/promises';
import { setTranslations } from '../../shared/l10n';

/**
 * Loads the translations of `locale` (`ja`, `zh_CN.UTF-8`, …) for `t()`, in a bundle in `dist`: those of the language in
 * that region (`zh-cn`), else those of the language (`zh`). Where nobody translated it, texts stay English.
 */
export async function loadTranslations(locale: string): Promise<void> {
  const [, language = 'en', region] = /^([a-z]{2,3})(?:[-_]([a-z0-9]+))?/.exec(locale.toLowerCase()) ?? [];
  if (language === 'en') return;
  for (const code of region === undefined ? [language] : [`${language}-${region}`, language]) {
    const file = new URL(`../l10n/bundle.l10n.${code}.json`, import.meta.url);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return setTranslations(JSON.parse(text), code);
  }
}
