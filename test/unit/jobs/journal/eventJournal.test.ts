import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Journal, readLastEvents, readWarnings } from '../../../../src/jobs/journal/eventJournal';
import { locateJobFolder } from '../../../../src/jobs/journal/jobFolder';
import type { JobEvent } from '../../../../src/shared/jobEvents';

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

test('progress is still written when the clock is set back, and only once a second', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  try {
    const journal = new Journal(locateJobFolder(folder));
    const write = (done: number) => journal.write({ type: 'progress', phase: 'frames', done, total: 9 } as JobEvent);
    write(1);
    write(2);
    vi.advanceTimersByTime(1500);
    vi.setSystemTime(Date.now() - 3_600_000);
    write(3);
    expect((await readLastEvents(folder)).map((event) => 'done' in event && event.done)).toEqual([1, 3]);
  } finally {
    vi.useRealTimers();
  }
});

test('only the end of a journal of days is read', async () => {
  await writeJournal([
    formatEvent('warning', 'days ago'),
    ...Array(10_000).fill(formatEvent('info', 'x'.repeat(60))),
    formatEvent('warning', 'now'),
  ]);
  expect(await readWarnings(folder)).toEqual(['now']);
});
