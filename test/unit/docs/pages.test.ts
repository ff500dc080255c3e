import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
const textOf = (page: string) => readFileSync(`docs/${page}`, 'utf8');

test('the papers that docs/training.md names are those that the code follows', () => {
  const code = ['src', 'docs/examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  );
  const known = new Set(code.join('\n').match(/\d{4}\.\d{5}/g));
  const papers = [...textOf('training.md').matchAll(/arXiv\s(\d{4}\.\d{5})/g)].map(([, number]) => number!);
  expect(papers.length).toBeGreaterThan(10);
  expect(papers.filter((number) => !known.has(number))).toEqual([]);
});

test.each(pages)('the files that docs/%s names are there', (page) => {
  const named = textOf(page).match(/(?<![\w./])(?:src|docs|scripts|test|bench)\/[\w./-]*\w/g) ?? [];
  const endings = ['', '.ts', '.test.ts', '.integration.test.ts'];
  const absent = named.filter((path) => !endings.some((ending) => existsSync(`${path}${ending}`)));
  expect(absent).toEqual([]);
});

test.each(pages)('the links of docs/%s lead somewhere', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, path, anchor]) => {
    if (path && !existsSync(`docs/${path}`)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(`docs/${path || page}`, 'utf8')).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/** GitHub's: the heading in lower case, hyphens for spaces, nothing but letters, digits, underscores and hyphens. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
