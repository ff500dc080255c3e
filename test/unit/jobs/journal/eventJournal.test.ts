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

const line = (level: string, message: unknown) => JSON.stringify({ time: 'now', type: 'log', level, message });
const write = (lines: readonly string[]) => writeFile(join(folder, 'events.ndjson'), `${lines.join('\n')}\n`);

test('the last warnings of a job are told once each, whatever else stands in its journal', async () => {
  expect(await readWarnings(folder)).toEqual([]);
  await write([
    line('warning', 'one'),
    line('info', 'by the way'),
    line('warning', 7),
    '{"level":"warning"',
    'rubbish',
  ]);
  expect(await readWarnings(folder)).toEqual(['one']);
  await write(['one', 'two', 'two', 'three', 'four'].map((message) => line('warning', message)));
  expect(await readWarnings(folder)).toEqual(['two', 'three', 'four']);
});

test('of a journal of days only the end is read', async () => {
  await write([
    line('warning', 'days ago'),
    ...Array(10_000).fill(line('info', 'x'.repeat(60))),
    line('warning', 'now'),
  ]);
  expect(await readWarnings(folder)).toEqual(['now']);
});
