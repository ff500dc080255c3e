import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../../src/tensor/random';
import { LossCurve } from '../../../../src/training/store/curves/lossCurve';
import { LossLogFollower } from '../../../../src/training/store/curves/lossLogFollower';
import { LossLogParser, parseDecimal } from '../../../../src/training/store/curves/lossLogParser';

const encoder = new TextEncoder();
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'));
  path = join(folder, 'losses.csv');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Row {
  readonly iteration: number;
  readonly lossA: number;
}

/** Returns the rows of a whole text, parsed independently of the reader. */
function parseRows(text: string): Row[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(','))
    .filter(([iteration]) => /^\d+$/.test(iteration!))
    .map(([iteration, , lossA]) => ({ iteration: Number(iteration), lossA: Number(lossA) }));
}

function formatLog(from: number, to: number, loss = (iteration: number) => 1 / iteration): string {
  const heading = from === 1 ? 'iteration,seconds,loss_a,loss_b\n' : '';
  const lines = Array.from({ length: to - from + 1 }, (_, i) => from + i).map(
    (iteration) => `${iteration},${(1000 + iteration / 10).toFixed(1)},${loss(iteration).toPrecision(9)},0.25\n`,
  );
  return heading + lines.join('');
}

describe('the parser of the log', () => {
  it('reads the same wherever the chunks end, and reports the offset of each line', () => {
    const random = new Random(7);
    const text = `${formatLog(1, 300)}iteration,seconds,loss_a,loss_b,ssim_a\n${formatLog(301, 500).replaceAll(',0.25\n', ',0.25,1e-3\n')}`;
    for (let run = 0; run < 20; run++) {
      const rows: Row[] = [];
      const parser = new LossLogParser(({ iteration, values, names, offset, end }) => {
        rows.push({ iteration, lossA: values[0]! });
        expect(text.slice(offset, end)).toMatch(new RegExp(`^${iteration},[^\\n]*\\n$`));
        expect(names.length).toBe(iteration > 300 ? 3 : 2);
        if (iteration > 300) expect(values[2]).toBe(0.001);
      });
      const bytes = encoder.encode(text);
      for (let at = 0; at < bytes.length; ) {
        const size = 1 + Math.floor(random.next() * 200);
        parser.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(rows).toEqual(parseRows(text));
    }
  });

  it('reads every number that the log writes as Number() does', () => {
    const random = new Random(3);
    for (let i = 0; i < 20_000; i++) {
      const value = (random.next() - 0.3) * 10 ** Math.floor(random.next() * 40 - 20);
      const text = random.next() < 0.5 ? value.toPrecision(9) : String(value);
      const bytes = encoder.encode(`x${text},`);
      const parsed = parseDecimal(bytes, 1, bytes.length - 1);
      expect(Math.abs(parsed - Number(text))).toBeLessThanOrEqual(Math.abs(Number(text)) * 3e-16);
    }
    for (const text of ['', '-', '.', '1.2.3', 'NaN', 'Infinity', '1e', '0x10', '1 2']) {
      const bytes = encoder.encode(text);
      expect(parseDecimal(bytes, 0, bytes.length)).toBeNaN();
    }
  });

  it('survives 100,000 random chunks, with constant memory', () => {
    const random = new Random(11);
    const words = [
      'iteration,seconds,',
      'loss_a',
      '\n',
      '\r\n',
      ',',
      '1',
      '12',
      '.5',
      'e9',
      '-',
      'NaN',
      '9'.repeat(400),
    ];
    const curve = new LossCurve(8);
    const parser = new LossLogParser((row) => curve.add(row));
    for (let i = 0; i < 100_000; i++) {
      const word = words[Math.floor(random.next() * words.length)]!;
      const noise = Uint8Array.from({ length: 6 }, () => Math.floor(random.next() * 256));
      parser.push(random.next() < 0.9 ? encoder.encode(word) : noise);
    }
    expect(curve.slice().seconds.length).toBeLessThanOrEqual(8);
    expect(curve.names.length).toBeLessThanOrEqual(64);
  });
});

describe('a curve', () => {
  it('has the minimum, maximum and mean of every interval, for any number of iterations', () => {
    const random = new Random(5);
    for (const [first, count] of [
      [1, 10],
      [1, 64],
      [1, 1000],
      [777, 5000],
    ] as const) {
      const curve = new LossCurve(64);
      const all: Row[] = [];
      for (let i = 0; i < count; i++) {
        const row = { iteration: first + i, lossA: random.next() };
        if (random.next() < 0.1) continue; // left out by the guard against NaN
        all.push(row);
        curve.add({ ...row, seconds: i, names: ['loss_a'], values: Float64Array.of(row.lossA), offset: i, end: i + 1 });
      }
      const { span, from, start, series } = curve.slice();
      expect(from).toBe(start);
      const { min, max, mean } = series.get('loss_a')!;
      expect(min.length).toBeLessThanOrEqual(64);
      expect(min.length).toBeGreaterThan(Math.min(count * 0.8, 31));
      for (const [at, least] of min.entries()) {
        const stretch = start + at;
        const losses = all
          .filter(({ iteration }) => Math.floor((iteration - 1) / span) === stretch)
          .map(({ lossA }) => lossA);
        if (losses.length === 0) {
          expect([least, max[at], mean[at]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
          continue;
        }
        expect([least, max[at]]).toEqual([Math.min(...losses), Math.max(...losses)]);
        expect(mean[at]).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / losses.length, 12);
      }
    }
  });
});

describe('following a log on disk', () => {
  it('reads only new lines, and ends with the curve of the whole file', async () => {
    const follower = new LossLogFollower(path, 100);
    expect(await follower.update()).toEqual({ restarted: false, rows: 0 });
    const text = formatLog(1, 2000);
    await writeFile(path, text.slice(0, 10_003));
    await follower.update();
    await appendFile(path, text.slice(10_003));
    expect((await follower.update()).restarted).toBe(false);
    expect(await follower.update()).toEqual({ restarted: false, rows: 0 });
    const whole = new LossLogFollower(path, 100);
    expect(await whole.update()).toEqual({ restarted: false, rows: 2000 });
    expect(follower.curve.slice()).toEqual(whole.curve.slice());
    expect(follower.curve.lastIteration).toBe(2000);
    expect(follower.iterationsPerSecond).toBeCloseTo(10, 6);
  });

  it('restarts when a resumed training has truncated the log, even if it is longer again', async () => {
    const follower = new LossLogFollower(path, 100);
    await writeFile(path, formatLog(1, 500));
    await follower.update();
    await truncate(path, formatLog(1, 400).length);
    await appendFile(
      path,
      formatLog(401, 900, () => 7),
    );
    expect(await follower.update()).toEqual({ restarted: true, rows: 900 });
    const { series, span } = follower.curve.slice();
    expect(series.get('loss_a')!.max[Math.floor(449 / span)]).toBe(7);
    await rm(path);
    expect(await follower.update()).toEqual({ restarted: true, rows: 0 });
  });

  it('reads a part of a long log in more detail, unless that would be too much to read', async () => {
    const wave = (iteration: number) => 2 + Math.sin(iteration / 50);
    await writeFile(path, formatLog(1, 60_000, wave));
    const follower = new LossLogFollower(path, 100);
    await follower.update();
    expect(follower.curve.span).toBe(1024);
    const closer = (await follower.readDetail(30_001, 30_080, 1 << 20))!;
    const { span, start, series } = closer.slice();
    expect([span, start]).toEqual([1, 30_000]);
    expect([...series.get('loss_b')!.mean]).toEqual(Array(80).fill(0.25));
    expect([...series.get('loss_a')!.mean][3]).toBeCloseTo(wave(30_004), 7);
    expect((await follower.readDetail(59_990, 60_000, 1 << 20))!.lastIteration).toBe(60_000);
    expect(await follower.readDetail(1, 60_000, 1 << 20)).toBeUndefined();
  });
});
