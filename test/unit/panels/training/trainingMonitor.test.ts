import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostChannel } from '../../../../src/panels/protocol/hostChannel';
import { PanelChannel } from '../../../../src/panels/protocol/panelChannel';
import { type CurveMessage, trainingContract } from '../../../../src/panels/training/contract';
import { listShownMeasures } from '../../../../src/panels/training/monitor/evaluationFollower';
import { createMonitorHandlers, TrainingMonitor } from '../../../../src/panels/training/monitor/trainingMonitor';
import { describeTraining } from '../../../../src/panels/training/monitor/trainingStatus';
import { CurveStore, smooth } from '../../../../src/panels/training/page/lossCurves';
import { Random } from '../../../../src/tensor/random';
import { getEvaluationLogPath, openEvaluationLog } from '../../../../src/training/store/curves/evaluationLog';
import { getLossLogPath } from '../../../../src/training/store/lossLog';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monitor-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const createLosses = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i},${1000 + from + i},${1 / (from + i)},0.5\n`).join('');

async function writeLog(name: string, iterations: number): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(getLossLogPath(path)), { recursive: true });
  await writeFile(getLossLogPath(path), `iteration,seconds,loss_a,loss_b\n${createLosses(1, iterations)}`);
  return path;
}

async function openMonitor(iterations = 100) {
  const path = await writeLog('model', iterations);
  const other = await writeLog('other', 10);
  const monitor = new TrainingMonitor([
    { name: 'model', path },
    { name: 'other', path: other },
  ]);
  return { path, monitor };
}

function createSurroundings(monitor: TrainingMonitor, asked: string[]) {
  return {
    status: () => describeTraining(undefined, monitor.ownLog),
    control: async (command: string) => asked.push(command) > 0,
    stop: async () => asked.push('stop') > 0,
    proceed: async (step: string) => asked.push(step),
    previewBase: 'https://pictures',
  };
}

describe('the training monitor', () => {
  it('sends only new data to the page, and the page assembles the whole', async () => {
    const { path, monitor } = await openMonitor(3000);
    const store = new CurveStore();
    for (const message of await monitor.follow([0, 1])) store.apply(message);
    for (let at = 3000; at < 9000; at += 1500) {
      await appendFile(getLossLogPath(path), createLosses(at + 1, at + 1500));
      const news = await monitor.readNewCurveParts();
      expect(news.map(({ run }) => run)).toEqual([0]);
      store.apply(news[0]!);
    }
    expect(await monitor.readNewCurveParts()).toEqual([]);
    const whole = new CurveStore();
    for (const message of await new TrainingMonitor([{ name: '', path }]).follow([0])) whole.apply(message);
    expect(store.getCurve(0)).toEqual(whole.getCurve(0));
    expect(store.getCurve(0)!.lastIteration).toBe(9000);
    expect(store.getCurve(1)!.iterations.at(-1)).toBe(10);

    // A message with only new data is a small part of the whole.
    await appendFile(getLossLogPath(path), createLosses(9001, 9010));
    const [news] = await monitor.readNewCurveParts();
    expect(news!.seconds.length).toBeLessThan(5);
    // A truncated log is sent as a whole.
    await writeLog('model', 50);
    const [again] = await monitor.readNewCurveParts();
    store.apply(again!);
    expect(store.getCurve(0)!.iterations.length).toBe(50);
  });

  it('knows from the log alone whether a training is running', async () => {
    const { monitor } = await openMonitor();
    await monitor.follow([0]);
    const at = (seconds: number) => describeTraining(undefined, monitor.ownLog, seconds * 1000);
    expect(at(1103)).toMatchObject({
      state: 'elsewhere',
      iteration: 100,
      lossA: 0.01,
      stepsPerSecond: 1,
      target: null,
    });
    expect(at(1200).state).toBe('idle');
    expect(describeTraining(undefined, monitor.ownLog, 1103_000, 1102_000).state).toBe('idle');
    const step = { type: 'step', iteration: 7, lossA: Number.NaN, lossB: 0.25, device: 'cpu', memoryBytes: 5 } as const;
    const job = { state: 'running', options: { iterations: 50 }, step } as const;
    expect(describeTraining(job, monitor.ownLog)).toMatchObject({ iteration: 7, target: 50, lossA: null, lossB: 0.25 });
  });

  it('sends what was measured while a model trains, anew whenever that changes, thinned, with what has stopped improving', async () => {
    const { path, monitor } = await openMonitor();
    await monitor.follow([0, 1]);
    expect(await monitor.readEvaluations()).toEqual([]);
    const log = await openEvaluationLog(path, 0, () => undefined);
    const measure = (iteration: number, kind: 'save' | 'full' = 'save') =>
      log.append({
        iteration,
        seconds: iteration,
        kind,
        faces: 8,
        figures: { margin: Math.min(0.4, iteration / 1000) },
      });
    for (let iteration = 100; iteration <= 4000; iteration += 100) measure(iteration);
    measure(4001, 'full');
    const [message] = await monitor.readNewEvaluations();
    const at = listShownMeasures().findIndex(({ name }) => name === 'margin');
    expect(message!.points.map(({ values }) => values[at])).toEqual(
      Array.from({ length: 40 }, (_, i) => Math.min(0.4, (i + 1) / 10)),
    );
    expect(message).toMatchObject({ run: 0, trend: expect.stringContaining('identity') });
    expect(await monitor.readNewEvaluations()).toEqual([]);
    for (let iteration = 4100; iteration <= 300_000; iteration += 100) measure(iteration);
    const [long] = await monitor.readNewEvaluations();
    expect(long!.points.length).toBeLessThanOrEqual(1001);
    expect(long!.points.at(-1)!.iteration).toBe(300_000);
    expect(v.is(trainingContract.events.evaluation, long)).toBe(true);
    log.close();
    await rm(getEvaluationLogPath(path));
    expect(await monitor.readNewEvaluations()).toEqual([{ run: 0, trend: null, points: [] }]);
    await symlink('/etc/hostname', getEvaluationLogPath(path));
    expect(await monitor.readNewEvaluations()).toEqual([{ run: 0, trend: null, points: [] }]);
  });

  it('answers its page: all data, details, and requests to the training', async () => {
    const { monitor } = await openMonitor(20_000);
    const asked: string[] = [];
    const host = new HostChannel({
      contract: trainingContract,
      handlers: createMonitorHandlers(monitor, createSurroundings(monitor, asked)),
      post: (message) => page.receive(structuredClone(message)),
    });
    const ignore = () => undefined;
    const events = { status: ignore, previews: ignore, curve: ignore, evaluation: ignore };
    const page = new PanelChannel(trainingContract, events, (message) => void host.receive(structuredClone(message)));
    expect(await page.call('view', null)).toMatchObject({
      model: 'model',
      status: { state: 'idle', iteration: 20_000 },
      previews: { base: 'https://pictures', record: null },
      runs: [{ name: 'model' }, { name: 'other' }],
    });
    expect(await page.call('evaluations', null)).toEqual([]);
    const [whole] = await page.call('follow', [0]);
    expect(whole!.span).toBeGreaterThan(8);
    const closer = await page.call('closer', { run: 0, first: 5000, last: 5100 });
    expect(closer).toMatchObject({ span: 1, from: 4999, lastIteration: 5100 });
    expect(await page.call('closer', { run: 1, first: 1, last: 5 })).toBeNull();
    expect(await page.call('control', 'snapshot')).toBe(true);
    expect(await page.call('control', 'stop')).toBe(true);
    expect(asked).toEqual(['snapshot', 'stop']);
  });

  it('answers or refuses 100,000 random messages, and nothing is thrown', async () => {
    const { monitor } = await openMonitor();
    const random = new Random(17);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random.next() * values.length)]!;
    const odd = [null, -1, 0, 1, 2.5, 1e12, Number.NaN, '', 'x', 'stop', [], [0, 1], [0, 0, 0], ['a'], {}, undefined];
    const argument = (): unknown =>
      pick<() => unknown>([
        () => pick(odd),
        () => ({ run: pick(odd), first: pick(odd), last: pick(odd) }),
        () => ({ run: 0, first: 1, last: 1 + Math.floor(random.next() * 100) }),
        () => Array.from({ length: Math.floor(random.next() * 12) }, () => Math.floor(random.next() * 4)),
      ])();
    const names = ['view', 'follow', 'closer', 'control', 'toString', '__proto__', 'x'.repeat(70), 5];
    let [answers, calls, faults] = [0, 0, 0];
    const host = new HostChannel({
      contract: trainingContract,
      handlers: createMonitorHandlers(monitor, createSurroundings(monitor, [])),
      post: ({ type }) => {
        if (type === 'reply' || type === 'fault') answers++;
      },
      onError: () => faults++,
    });
    const running: Promise<void>[] = [];
    for (let id = 1; id <= 100_000; id++) {
      // Most of what would read the disk is given in a form that is refused; there is a test for the rest.
      const name = random.next() < 0.02 ? pick(names) : pick(names.slice(3));
      const isCall = random.next() < 0.9;
      if (isCall && typeof name === 'string' && name.length <= 64) calls++;
      const message = isCall
        ? { type: 'call', id, name, argument: argument() }
        : pick<unknown>([...odd, { type: 'cancel', id: pick(odd) }]);
      running.push(host.receive(message));
      if (id % 200 === 0) await Promise.all(running.splice(0));
    }
    await Promise.all(running);
    expect(answers).toBe(calls);
    expect(faults).toBeGreaterThan(50_000);
  });
});

describe("the page's side", () => {
  it('smooths from the left without a bias at the start, and keeps gaps', () => {
    expect(smooth([2, 2, null, 2], 0.9)).toEqual([2, 2, null, 2].map((x) => (x === null ? null : expect.closeTo(x))));
    expect(smooth([1, 3], 0.5)).toEqual([1, expect.closeTo(7 / 3)]);
    expect(smooth([1, 3], 0)).toEqual([1, 3]);
  });

  it('accepts or refuses 100,000 random messages, and its curves stay valid', () => {
    const random = new Random(23);
    const upTo = (most: number) => Math.floor(random.next() * most);
    const pick = <T>(values: readonly T[]): T => values[upTo(values.length)]!;
    const store = new CurveStore();
    let taken = 0;
    const ignore = () => undefined;
    const page = new PanelChannel(
      trainingContract,
      {
        status: ignore,
        previews: ignore,
        evaluation: ignore,
        curve: (message) => {
          taken++;
          store.apply(message);
        },
      },
      ignore,
    );
    const list = (length: number) =>
      Array.from({ length }, () => pick([null, 0.5, 1, Number.NaN, 'x'].slice(0, 2 + upTo(20))));
    const curve = () => {
      const length = upTo(4);
      const series = Array.from({ length: upTo(3) }, () => {
        const [mean, min, max] = [0, 1, 2].map(() => list(random.next() < 0.98 ? length : upTo(4)));
        return { name: pick(['loss_a', 'ssim_b', '__proto__', '']), mean, min, max };
      });
      const [from, start] = [upTo(6), upTo(2)];
      return {
        run: upTo(3),
        span: pick([1, 1, 2, 0]),
        from,
        start,
        lastIteration: upTo(9),
        seconds: list(length),
        series,
      };
    };
    for (let i = 0; i < 100_000; i++) {
      const value = pick<() => unknown>([curve, curve, () => null, () => ({})])();
      const type = pick(['event', 'event', 'event', 'reply', 'fault', 'call', '']);
      page.receive(
        pick<unknown>([{ type, name: pick(['curve', 'curve', 'status', 'toString']), value, id: 1 }, value, i]),
      );
    }
    expect(taken).toBeGreaterThan(500);
    for (const run of [0, 1, 2])
      for (const { mean, min, max } of store.getCurve(run)!.series.values())
        for (const { length } of [mean, min, max]) expect(length).toBe(store.getCurve(run)!.iterations.length);
  });

  it('refuses a curve that does not match the contract', () => {
    const good: CurveMessage = { run: 0, span: 1, from: 0, start: 0, lastIteration: 0, seconds: [], series: [] };
    const accepts = (changes: object) => v.safeParse(trainingContract.events.curve, { ...good, ...changes }).success;
    expect(accepts({})).toBe(true);
    for (const bad of [{ run: -1 }, { span: 0 }, { seconds: 'x' }, { series: [{ name: '' }] }, { from: 0.5 }])
      expect(accepts(bad)).toBe(false);
  });
});
