import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const pages = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const readPage = (page: string) => readFileSync(page, 'utf8');

test('docs/training.md names the papers that the code follows', () => {
  const code = ['src', 'docs/examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  );
  const known = new Set(code.join('\n').match(/\d{4}\.\d{5}/g));
  const papers = [...readPage('docs/training.md').matchAll(/arXiv\s(\d{4}\.\d{5})/g)].map(([, number]) => number!);
  expect(papers.length).toBeGreaterThan(10);
  expect(papers.filter((number) => !known.has(number))).toEqual([]);
});

test.each(pages)('the files that %s names exist', (page) => {
  const named = readPage(page).match(/(?<![\w./])(?:src|docs|scripts|test|bench)\/[\w./-]*\w/g) ?? [];
  const endings = ['', '.ts', '.test.ts', '.integration.test.ts'];
  const absent = named.filter((path) => !endings.some((ending) => existsSync(`${path}${ending}`)));
  expect(absent).toEqual([]);
});

test('CONTRIBUTING.md says what is in each folder of the sources', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const page = readPage('CONTRIBUTING.md');
  expect(
    folders
      .map(({ name }) => name)
      .filter((name) => !page.includes(`| \`src/${name}/\` |`) && !page.includes(`, \`src/${name}/\` |`)),
  ).toEqual([]);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [...readPage(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, path, anchor]) => {
    const target = path ? join(dirname(page), path) : page;
    if (!existsSync(target)) return true;
    return anchor !== undefined && !listAnchors(readPage(target)).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/** Returns the anchors of a page as GitHub names them: the heading in lower case, hyphens for spaces, nothing but letters, digits, underscores and hyphens. */
function listAnchors(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
