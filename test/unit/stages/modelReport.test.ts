import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { digitalSourceType } from '../../../src/media/aiDisclosure';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { setTranslations } from '../../../src/shared/l10n';
import { checkOutputs } from '../../../src/stages/checkOutputs';
import { report } from '../../../src/stages/report/run';
import { writeRecordedModel } from '../../support/stages/recordedModel';
import { createJobContext } from '../../support/stages/syntheticFaceset';

const root = mkdtempSync(join(tmpdir(), 'model-report-'));
/** A name and notes that would be markup if they were not escaped. */
const modelDir = join(root, '<img src=x onerror=alert(1)>');
const notes = '<script>alert(2)</script>\nmade for a test\u202e';
const evaluationPath = join(root, 'swap.json');

beforeAll(async () => {
  await writeRecordedModel(modelDir, { notes });
  writeFileSync(evaluationPath, writeEvaluation(64));
});

/** What an evaluation of eight frames leaves. */
function writeEvaluation(outputSize: number): string {
  const summary = { frames: 8, faces: 8, framesWithoutFace: 1, judge: 'a network', outputSize };
  const measures = [
    { measure: 'likeness to B', value: 0.37, best: 0.5, bestAtOutputSize: 0.47, share: '79 %', unit: '' },
    { measure: 'flicker', value: 1.5, best: null, bestAtOutputSize: null, share: '', unit: 'ΔE' },
  ];
  const frames = Array.from({ length: 8 }, (_, index) => ({
    ...{ frame: `${index}.png`, index, best: [] },
    values: [{ likenessToB: index / 10, mouth: { source: index / 8, result: index / 9 } }],
  }));
  const head = JSON.stringify({ ...summary, measures }).slice(1, -1);
  return `{"faceswap_workbench_evaluation":1,${head},"perFrame":[\n${frames.map((one) => JSON.stringify(one)).join(',\n')}\n]}\n`;
}

/** Copies the model, changes the copy, and returns its report with all warnings. */
async function reportOnChanged(name: string, change: (folder: string) => void) {
  const folder = join(root, name);
  cpSync(modelDir, folder, { recursive: true });
  change(folder);
  const output = join(root, `${name}.html`);
  const events: JobEvent[] = [];
  const summary = await report(
    { modelDir: folder, output },
    createJobContext((event) => events.push(event)),
  );
  const warnings = events.flatMap((event) => (event.type === 'log' && event.level === 'warning' ? event.message : []));
  return { summary, warnings, page: readFileSync(output, 'utf8') };
}

test('writes a page that needs nothing but itself, with settings, curves, pictures, measures and card', async () => {
  const output = join(root, 'page.html');
  const summary = await report({ modelDir, evaluation: evaluationPath, output }, createJobContext());
  expect(summary).toMatchObject({
    ...{ trainer: 'nimble', iterations: 7, output },
    measures: expect.arrayContaining([
      { measure: 'margin', value: 0.1, best: 0.1, iteration: 40, unit: '' },
      { measure: 'likeness to A', value: 0.6, best: 0.6, iteration: 40, unit: '' },
    ]),
    facesets: [
      { set: 'A', name: 'anna', faces: 3 },
      { set: 'B', name: 'bo', faces: 5 },
    ],
  });
  const page = readFileSync(output, 'utf8');
  expect(page).toMatch(/^<!DOCTYPE html>\n<!-- faceswap-workbench report -->\n<html lang="en">/);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|@import|\burl\(|https?:|onerror=alert\(1\)>|\u202e/);
  for (const tag of ['section', 'figure', 'div', 'svg', 'table', 'details', 'td', 'pre', 'g'])
    expect(page.split(`<${tag}>`).length + page.split(`<${tag} `).length - 1, tag).toBe(page.split(`</${tag}>`).length);
  expect(page).toContain('&lt;script&gt;alert(2)&lt;/script&gt;\nmade for a test');
  expect(page).toContain('a release of May');
  expect(page).toContain('aria-label="Loss of each side. Loss A: 0.5 at 1, 0.0125 at 40 (iterations);');
  expect(page).toContain('aria-label="margin. at each save, of few faces: -0.2 at 10, 0.1 at 40 (iterations);');
  expect(page).toContain('79 %');
  expect(page).toContain('likeness to B. Result: 0 at 0, 0.7 at 7 (frames);');
  expect(page).toMatch(/mouth follows A\. Result: .* Source: 0 at 0, 0\.875 at 7/);
});

test('its pictures are parts of the page, and those that the model drew are marked as made with AI', async () => {
  const output = join(root, 'pictures.html');
  await report({ modelDir, output }, createJobContext());
  const page = readFileSync(output, 'utf8');
  const pictures = [...page.matchAll(/<img src="data:image\/jpeg;base64,([^"]+)" alt="([^"]+)"/g)];
  expect(pictures.map(([, , alt]) => alt)).toEqual([
    ...[1, 2].flatMap((pair) =>
      ['A', 'A as A', 'A as B', 'B', 'B as B', 'B as A'].map((column) => `Pair ${pair}: ${column}`),
    ),
    ...['A as B', 'B as A'].flatMap((name) =>
      [1, 2].flatMap(() => ['Picture', '10', '20', '40'].map((column) => `${name}: ${column}`)),
    ),
  ]);
  for (const [, jpeg, alt] of pictures) {
    const { width, height, xmp } = await sharp(Buffer.from(jpeg!, 'base64')).metadata();
    expect([width, height]).toEqual([32, 32]);
    const isDrawn = !/: (A|B|Picture)$/.test(alt!);
    expect(xmp?.toString().includes(digitalSourceType) ?? false, alt).toBe(isDrawn);
  }
});

test('speaks the language of the user', async () => {
  setTranslations(JSON.parse(readFileSync('l10n/bundle.l10n.ja.json', 'utf8')) as Record<string, string>, 'ja');
  try {
    const output = join(root, 'ja.html');
    await report({ modelDir, evaluation: evaluationPath, output }, createJobContext());
    const page = readFileSync(output, 'utf8').replace(/<details>.*?<\/details>/gs, '');
    expect(page).toContain('学習の経過');
    expect(page).not.toMatch(/>[^<]*\b(faces|iterations|loss|the|better)\b[^<]*</i);
  } finally {
    setTranslations({}, 'en');
  }
});

test('writes all figures as JSON, and replaces its own files only', async () => {
  const [output, data] = [join(root, 'own.html'), join(root, 'own.json')];
  await report({ modelDir, evaluation: evaluationPath, output, data }, createJobContext());
  const { model, trainer, losses, sessions, evaluation } = JSON.parse(readFileSync(data, 'utf8'));
  expect([model, trainer, losses.length, losses[0].loss_a]).toEqual([basename(modelDir), 'nimble', 40, 0.5]);
  expect(sessions).toEqual([expect.objectContaining({ id: '1', batchSize: 4, iterations: 7, seconds: 13 })]);
  expect(evaluation.measures[0]).toMatchObject({ value: 0.37, best: 0.5 });
  await checkOutputs('report', { modelDir, output, data });
  writeFileSync(data, '{"mine": 1}');
  await expect(checkOutputs('report', { modelDir, data })).rejects.toThrow('this program did not make it');
});

test('a long log makes the page no larger, and is drawn in few points', async () => {
  const { page, summary } = await reportOnChanged('long', (folder) => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i + 41},${100 + i},0.02,0.03,0.02,0.03,0.01,0.01\n`);
    appendFileSync(join(folder, 'logs', 'losses.csv'), lines.join(''));
  });
  expect(summary).toMatchObject({ lossA: 0.02, lossB: 0.03 });
  const [, line = ''] = /class="line a" d="([^"]+)"/.exec(page)!;
  expect(line.split(/[ML]/).length).toBeLessThan(165);
  const short = readFileSync(join(root, 'pictures.html'));
  expect(Buffer.byteLength(page)).toBeLessThan(2 * short.length + 400_000);
});

test.each([
  [
    'a damaged log of evaluations',
    'has no evaluations that can be read',
    (log: string) =>
      writeFileSync(join(log, '..', 'evaluation.csv'), 'iteration,seconds,kind,faces,margin\n'.repeat(9)),
  ],
  ['a damaged log', 'has no losses that can be read', (log: string) => writeFileSync(log, '\0\x01 no log\n1,2\n')],
  [
    'a link out in place of the log',
    'leads out of the folder',
    (log: string) => {
      rmSync(log);
      symlinkSync('/etc/hostname', log);
    },
  ],
  [
    'damaged weights',
    'are missing or damaged',
    (log: string) => rmSync(join(log, '..', '..', 'nimble_000001_weights.safetensors')),
  ],
  [
    'a damaged record of previews',
    'its previews are left out',
    (log: string) => writeFileSync(join(log, '..', '..', 'previews', 'previews.json'), '{"patch": -1}'),
  ],
  [
    'a damaged preview',
    'cannot be read as an image',
    (log: string) => writeFileSync(join(log, '..', '..', 'previews', '00000040.jpg'), 'no picture'),
  ],
  [
    'a preview of another size',
    'is not the preview that its record describes',
    (log: string) => {
      const folder = join(log, '..', '..', 'previews');
      cpSync('node_modules/@vladmandic/face-api/demo/sample1.jpg', join(folder, '00000020.jpg'));
    },
  ],
])('%s is left out and told, once as a warning and on the page', async (name, sentence, damage) => {
  const { page, warnings, summary } = await reportOnChanged(name.replaceAll(' ', '-'), (folder) =>
    damage(join(folder, 'logs', 'losses.csv')),
  );
  expect(warnings).toEqual([expect.stringContaining(sentence)]);
  expect(page).toContain('<h2>Left out</h2>');
  expect(page).toContain(sentence);
  expect(summary).toMatchObject({ iterations: 7 });
});

test('a model without logs, previews and card has a page without these parts', async () => {
  const { page, warnings } = await reportOnChanged('bare', (folder) => {
    for (const part of ['logs', 'previews', 'model_card.md']) rmSync(join(folder, part), { recursive: true });
  });
  expect(warnings).toEqual([]);
  expect(page).not.toMatch(/<h2>(Losses|On held-out faces|Before and after|Over time|Model card|Left out)</);
  expect(page).toContain('<h2>Sessions</h2>');
});

test('what is no model is refused in a sentence', async () => {
  const refuse = (options: Parameters<typeof report>[0]) => expect(report(options, createJobContext())).rejects;
  const empty = join(root, 'empty');
  mkdirSync(empty);
  await refuse({ modelDir: empty }).toThrow(`There is no model in ${empty}`);
  await refuse({ modelDir: evaluationPath }).toThrow('is a file, not a folder');
  const foreign = join(root, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'original_state.json'), '{"sessions": {}}');
  writeFileSync(join(foreign, 'original.keras'), 'weights');
  await refuse({ modelDir: foreign }).toThrow('was created by faceswap itself');
  renameSync(join(foreign, 'original_state.json'), join(foreign, 'unheard_state.json'));
  await refuse({ modelDir: foreign }).toThrow('has an unknown trainer, unheard');
  await refuse({}).toThrow('Say what to report on');
  await refuse({ modelDir, faces: root }).toThrow('not both');
  await refuse({ modelDir, against: root }).toThrow('--against is for faces');
  await refuse({ faces: root, evaluation: evaluationPath }).toThrow('--evaluation is for a model');
  await refuse({ modelDir, output: join(root, 'a.pdf') }).toThrow('must end in .html');
});

test('what is no evaluation, or that of another model, is told', async () => {
  const path = join(root, 'other.json');
  const refuse = (evaluation: string) => expect(report({ modelDir, evaluation }, createJobContext())).rejects;
  await refuse(path).toThrow('does not exist');
  writeFileSync(path, '{"frames": 3}');
  await refuse(path).toThrow('is not the result of an evaluation');
  writeFileSync(path, writeEvaluation(64).slice(0, 400));
  await refuse(path).toThrow('is damaged');
  writeFileSync(path, writeEvaluation(128));
  const events: JobEvent[] = [];
  await report(
    { modelDir, evaluation: path },
    createJobContext((event) => events.push(event)),
  );
  expect(JSON.stringify(events)).toContain('is of a model with 128 px, and this one has 64');
});
