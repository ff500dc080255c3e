import { expect, test } from 'vitest';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { createProgress } from '../../../src/shared/jobReporting';

function followProgress(total?: number) {
  const events: JobEvent[] = [];
  const clock = { ms: 0 };
  const job = { signal: new AbortController().signal, emit: (event: JobEvent) => events.push(event) };
  const progress = createProgress(
    job,
    { name: 'Extract', unit: 'frames', ...(total === undefined ? {} : { total }) },
    () => clock.ms,
  );
  return { events, clock, progress };
}

test('progress is reported at most five times a second, with the rate and the time left', () => {
  const { events, clock, progress } = followProgress(1000);
  for (let frame = 0; frame < 500; frame++) {
    clock.ms += 20;
    progress.advance();
  }
  expect(events[0]).toEqual({ type: 'phase', name: 'Extract', total: 1000, unit: 'frames' });
  expect(events.length - 1).toBe(50);
  const last = events.at(-1);
  expect(last).toMatchObject({ type: 'progress', total: 1000 });
  if (last?.type !== 'progress') throw new Error('no progress');
  expect(last.unitsPerSecond).toBeCloseTo(50, 5);
  expect(last.secondsLeft).toBeCloseTo((1000 - last.done) / 50, 5);
});

test('the rate follows a change of speed within some seconds', () => {
  const { events, clock, progress } = followProgress();
  for (let frame = 0; frame < 1000; frame++) {
    clock.ms += frame < 500 ? 20 : 100;
    progress.advance();
  }
  const last = events.at(-1);
  expect(last?.type === 'progress' && last.unitsPerSecond).toBeCloseTo(10, 0);
  expect(last?.type === 'progress' && last.secondsLeft).toBeUndefined();
});

test('the last report has the full count, and a wrong estimate never makes the time left negative', () => {
  const { events, clock, progress } = followProgress(3);
  for (let frame = 0; frame < 5; frame++) {
    clock.ms += 10;
    progress.advance();
  }
  progress.finish();
  expect(events.at(-1)).toMatchObject({ type: 'progress', done: 5, secondsLeft: 0 });
});
