import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderJobLog } from '../../../../src/host/reports/jobLogText';
import { createJobFolder } from '../../../../src/jobs/journal/createJobFolder';
import { Journal, readWarnings } from '../../../../src/jobs/journal/eventJournal';
import { addTexts, localizeEvent } from '../../../../src/jobs/journal/eventTexts';
import { readJobRecord, writeEnd, writeJobRecord } from '../../../../src/jobs/journal/jobFolder';
import { buildJobView } from '../../../../src/jobs/watch/buildJobView';
import type { JobEvent } from '../../../../src/shared/jobEvents';
import { formatSummary } from '../../../../src/shared/jobText';
import { setTranslations, t } from '../../../../src/shared/l10n';
import { formatJobTitle } from '../../../../src/stages/stages';

const japanese = JSON.parse(await readFile('l10n/bundle.l10n.ja.json', 'utf8'));
const showIn = (language: 'en' | 'ja') => setTranslations(language === 'ja' ? japanese : {}, language);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'faceswap-texts-'));
});
afterEach(async () => {
  showIn('en');
  await rm(root, { recursive: true, force: true });
});

describe('a job whose texts were made in one language', () => {
  it.each([
    ['en', 'ja', '顔を抽出: alice', '回'],
    ['ja', 'en', 'Extract Faces: alice', 'iterations'],
  ] as const)('is shown to a reader of another: made in %s, shown in %s', async (made, shown, title, unit) => {
    showIn(made);
    const request = { stage: 'extract', options: {}, locale: made, title: formatJobTitle('extract', 'alice') } as const;
    const folder = await createJobFolder(root, request);
    const journal = new Journal(folder);
    const warning = t('Mixed precision has no benefit on {0}: computing in fp32.', 'cpu');
    const phase = { type: 'phase', name: t('Training {0}', 'nimble'), unit: t('iterations') } as const;
    const events: JobEvent[] = [
      phase,
      { type: 'log', level: 'warning', message: warning },
      { type: 'log', level: 'warning', message: `a.mp4: ${warning}` },
    ];
    for (const event of events) journal.write(addTexts(event));
    const reason = t('No permission for {0}. Change its permissions or choose another folder.', '/x');
    const result = { type: 'result', outcome: 'failed', message: reason, summary: { reason, end: unit } } as const;
    await writeEnd(folder, await readJobRecord(folder), result);
    const snapshot = { state: 'running', phase: addTexts(phase) } as const;

    showIn(shown);
    const sentence = t('Mixed precision has no benefit on {0}: computing in fp32.', 'cpu');
    expect(await readWarnings(folder.path)).toEqual([sentence, `a.mp4: ${sentence}`]);
    const view = buildJobView(await readJobRecord(folder), folder, 'failed', { isForeign: false, snapshot });
    expect(view.title).toBe(title);
    expect(view.phase).toMatchObject({ name: t('Training {0}', 'nimble'), unit });
    const expected = t('No permission for {0}. Change its permissions or choose another folder.', '/x');
    expect(view.result).toMatchObject({ message: expected, summary: { reason: expected, end: unit } });
    const log = await renderJobLog(folder.path);
    for (const text of [title, sentence, expected]) expect(log).toContain(text);
  });

  it('keeps a title that the user gave, and the words of a journal of an earlier version are understood', async () => {
    showIn('ja');
    const title = formatJobTitle('train', 'a-b-nimble');
    const folder = await createJobFolder(root, { stage: 'train', options: {}, locale: 'ja', title });
    const { titleText, requester, ...old } = await readJobRecord(folder);
    showIn('en');
    expect(titleText).toBeDefined();
    await writeJobRecord(folder, old);
    expect(buildJobView(await readJobRecord(folder), folder, 'lost', { isForeign: false }).title).toBe(
      'Train: a-b-nimble',
    );
    const renamed = { ...old, requester: requester!, title: 'Take 2: the good one' };
    await writeJobRecord(folder, renamed);
    expect(buildJobView(await readJobRecord(folder), folder, 'lost', { isForeign: false }).title).toBe(
      'Take 2: the good one',
    );
  });
});

it('texts of a journal that are not what they should be leave the event as it is', () => {
  const event = { type: 'log', level: 'info', message: 'as written' } as const;
  const hostile = [
    { path: ['__proto__', 'polluted'], text: ['x'] },
    { path: ['message', 'length'], text: ['x'] },
    { path: ['nothing'], text: ['x'] },
  ];
  expect(localizeEvent({ ...event, texts: hostile })).toMatchObject(event);
  expect(localizeEvent({ ...event, texts: 'rubbish' as never })).toMatchObject(event);
  expect(localizeEvent({ ...event, texts: [{ path: ['message'], text: [{ key: 1 }] }] as never })).toMatchObject(event);
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});

it('the log of a job that waits says so, and that of one whose process has printed something shows it', async () => {
  const title = formatJobTitle('extract', 'alice');
  const folder = await createJobFolder(root, { stage: 'extract', options: { input: '/a.mp4' }, locale: 'en', title });
  expect(await renderJobLog(folder.path)).toMatch(
    /^Extract Faces: alice\nAsked for at .*\n {2}input = \/a\.mp4\n\nIt waits/,
  );
  await writeFile(folder.logPath, 'Segmentation fault\n');
  expect(await renderJobLog(folder.path)).toContain('Printed by its process:\nSegmentation fault');
});

it('a summary has Japanese labels, in columns that stay in line', () => {
  showIn('ja');
  const layers = [
    { layer: 'encoder', output: [8, 8, 512], parameters: 12 },
    { layer: 'decoder_a', output: [64, 64, 3], parameters: 3456 },
  ];
  expect(formatSummary({ trainer: 'nimble', layers })).toEqual([
    'モデルの種類: nimble',
    '層:',
    '  層         出力         パラメーター数',
    '  encoder    8 x 8 x 512              12',
    '  decoder_a  64 x 64 x 3            3456',
  ]);
});
