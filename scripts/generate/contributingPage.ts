import { type Addition, additions } from './additions';
import { replaceGeneratedSections } from './generatedSections';

/** Returns CONTRIBUTING.md with the table of what adding one of each kind touches. */
export function renderContributingPage(page: string): string {
  return replaceGeneratedSections(page, () => {
    const rows = additions.map(formatRow);
    return ['| to add a | its own files | a line in | its test |', '|---|---|---|---|', ...rows].join('\n');
  });
}

function formatRow({ kind, example, files, texts, test, note }: Addition): string {
  const own = Object.keys(files)
    .map((path) => formatCode(path.replace(example, '<name>')))
    .join(', ');
  const changed = new Set(texts.map(({ path }) => path).filter((path) => !path.startsWith('test/')));
  const translation = 'a translation of each text in `l10n/`';
  return `| ${kind} | ${own}${note ? `. ${note}` : ''} | ${[...[...changed].map(formatCode), translation].join(', ')} | ${formatCode(test)} |`;
}

function formatCode(path: string): string {
  return `\`${path}\``;
}
