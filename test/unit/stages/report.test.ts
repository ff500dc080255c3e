import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { setTranslations } from '../../../src/shared/l10n';
import { checkOutputs } from '../../../src/stages/checkOutputs';
import { reportFaces } from '../../../src/stages/report/facesReport';
import { report } from '../../../src/stages/report/run';
import { writeTurnedFaces } from '../../support/facesets/turnedFaces';
import { createJobContext } from '../../support/stages/syntheticFaceset';

const root = mkdtempSync(join(tmpdir(), 'report-'));
vi.stubEnv('FACESWAP_CACHE', join(root, 'cache'));
/** Names that would be markup, or would turn the direction of writing, if they were not escaped. */
const [faces, against] = [join(root, '<img src=x onerror=alert(1)>'), join(root, '"b"\u202e&amp;')];

beforeAll(async () => {
  await writeTurnedFaces(faces, "<b>'film'", [{ up: -30 }, { up: -28 }, { right: 5 }, {}]);
  await writeTurnedFaces(against, 'other', [{}, { right: 4 }, { right: -3 }, { up: 2 }]);
});

test('writes a page that needs nothing but itself, in which names are text', async () => {
  const output = join(root, 'page.html');
  const summary = await reportFaces({ faces, against, output }, createJobContext());
  expect(summary).toMatchObject({ faces: 4, facesOfB: 4, output });
  const page = readFileSync(output, 'utf8');
  expect(page).toMatch(/^<!DOCTYPE html>\n<!-- faceswap-workbench report -->\n<html lang="en">/);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|@import|\burl\(|https?:|onerror=alert\(1\)>|<b>'film|\u202e/);
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  for (const [, start] of page.matchAll(/<img src="([^"]{22})/g)) expect(start).toBe('data:image/jpeg;base64');
  expect(page.match(/<img /g)!.length).toBeGreaterThan(10);
  for (const tag of ['section', 'figure', 'div', 'svg', 'ul', 'table', 'span'])
    expect(page.split(`<${tag}>`).length + page.split(`<${tag} `).length - 1, tag).toBe(page.split(`</${tag}>`).length);
  const text = decodeEntities(page);
  expect(summary.missing.map(({ statement }) => statement).filter((one) => !text.includes(one))).toEqual([]);
});

test('speaks the language of the user', async () => {
  const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.ja.json', 'utf8')) as Record<string, string>;
  setTranslations(bundle, 'ja');
  try {
    const output = join(root, 'ja.html');
    await report({ faces, against, output }, createJobContext());
    const page = readFileSync(output, 'utf8');
    expect(page).toContain('<html lang="ja">');
    expect(page).toContain('足りないもの');
    expect(page).not.toMatch(/>[^<]*\b(faces|beyond|the)\b[^<]*</);
  } finally {
    setTranslations({}, 'en');
  }
});

test('writes all figures as JSON', async () => {
  const data = join(root, 'figures.json');
  await report({ faces, against, data }, createJobContext());
  const { sets, findings, withoutCounterpart } = JSON.parse(readFileSync(data, 'utf8'));
  expect(sets.map(({ set, faces: count }: { set: string; faces: number }) => `${set} ${count}`)).toEqual([
    'A 4',
    'B 4',
  ]);
  expect(sets[0].measures.pitch.least).toBeLessThan(-25);
  expect(sets[0].poses.counts.flat().reduce((sum: number, count: number) => sum + count)).toBe(4);
  expect(withoutCounterpart.pose).toBe(0.5);
  const down = findings.find(({ name }: { name: string }) => name === 'beyond-lookingDown');
  expect(down).toMatchObject({ about: 'A against B', share: 0.5 });
  expect(down.faces).toHaveLength(2);
});

test('replaces its own page and figures, and nothing else', async () => {
  const [output, data] = [join(root, 'own.html'), join(root, 'own.json')];
  await report({ faces, output, data }, createJobContext());
  await checkOutputs('report', { faces, output, data });
  for (const path of [output, data]) {
    writeFileSync(path, '{"mine": 1}');
    const options = path === output ? { faces, output } : { faces, data };
    await expect(checkOutputs('report', options)).rejects.toThrow('this program did not make it');
  }
});

test('wrong input is refused in a sentence, and what is left out is told', async () => {
  await expect(report({ faces, against: `${faces}/.` }, createJobContext())).rejects.toThrow(
    'A and B are the same folder',
  );
  await expect(report({ faces, output: join(root, 'a.pdf') }, createJobContext())).rejects.toThrow('must end in .html');
  await expect(report({ faces, data: join(root, 'a.txt') }, createJobContext())).rejects.toThrow('must end in .json');
  const partly = join(root, 'partly');
  cpSync(faces, partly, { recursive: true });
  writeFileSync(join(partly, 'broken.png'), 'no picture');
  const events: JobEvent[] = [];
  await report(
    { faces: partly },
    createJobContext((event) => events.push(event)),
  );
  const warnings = events.flatMap((event) => (event.type === 'log' ? event.message : []));
  expect(warnings).toEqual([expect.stringMatching(/^1 of 5 images in .* is left out/)]);
});

function decodeEntities(html: string): string {
  const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => signs[name]!);
}
