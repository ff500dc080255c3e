import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWarnings } from '../../../../src/jobs/journal/eventJournal';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faceswap-warnings-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const formatEvent = (level: string, message: unknown) => JSON.stringify({ time: 'now', type: 'log', level, message });
const writeJournal = (lines: readonly string[]) => writeFile(join(folder, 'events.ndjson'), `${lines.join('\n')}\n`);

test('the last warnings of a job are listed once each, whatever else is in its journal', async () => {
  expect(await readWarnings(folder)).toEqual([]);
  await writeJournal([
    formatEvent('warning', 'one'),
    formatEvent('info', 'by the way'),
    formatEvent('warning', 7),
    '{"time":"now","type":"log","level":"warning","message":"no GPU","isAboutStart":true}',
    '{"level":"warning"',
    'rubbish',
  ]);
  expect(await readWarnings(folder)).toEqual(['one']);
  await writeJournal(['one', 'two', 'two', 'three', 'four'].map((message) => formatEvent('warning', message)));
  expect(await readWarnings(folder)).toEqual(['two', 'three', 'four']);
});

test('only the end of a journal of days is read', async () => {
  await writeJournal([
    formatEvent('warning', 'days ago'),
    ...Array(10_000).fill(formatEvent('info', 'x'.repeat(60))),
    formatEvent('warning', 'now'),
  ]);
  expect(await readWarnings(folder)).toEqual(['now']);
});
