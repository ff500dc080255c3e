import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createTextReport } from '../../../src/cli/report';

function createTerminal(columns: number) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
  return { output: stream as unknown as NodeJS.WriteStream, shown: () => String(stream.read() ?? '') };
}

test('on a terminal the bar is redrawn in place, and log messages stand above it', () => {
  const { output, shown } = createTerminal(80);
  const report = createTextReport(output, output);
  report.event({ type: 'phase', name: 'Extracting faces', total: 200, unit: 'frames' });
  report.event({ type: 'progress', done: 50, total: 200, unitsPerSecond: 12.5, secondsLeft: 12 });
  expect(shown()).toBe(
    `\rExtracting faces ${'█'.repeat(4)}${'░'.repeat(12)}  25 % 50/200 frames, 12.5/s, 0:12 left\x1b[K`,
  );
  report.event({ type: 'log', level: 'warning', message: 'The clip is damaged.' });
  expect(shown()).toContain('\r\x1b[KThe clip is damaged.\n\rExtracting faces');
  report.end({ type: 'result', outcome: 'done', summary: { framesWithFaces: 199 } });
  expect(shown()).toBe('\nframes with faces: 199\n');
});

test('a line is never wider than the terminal, where a Japanese letter counts as two columns', () => {
  const { output, shown } = createTerminal(20);
  const report = createTextReport(output, output);
  report.event({ type: 'phase', name: '顔を抽出しています今', unit: '枚' });
  report.event({ type: 'progress', done: 50 });
  expect(shown()).toBe('\r顔を抽出しています\x1b[K');
});
