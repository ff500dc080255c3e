import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../../../src/shared/jobEvents';
import { Random } from '../../../../../src/tensor/random';
import { NanGuard } from '../../../../../src/training/run/stability/nanGuard';
import {
  LossSpikeDetector,
  RollBackRequest,
  StabilityMonitor,
  type StabilitySettings,
} from '../../../../../src/training/run/stability/stabilityMonitor';

const fine = { lossA: 1, lossB: 1, finite: 1 };
const lost = { lossA: Number.NaN, lossB: 1, finite: 0 };
const overflow = { lossA: 1, lossB: 1, finite: 0 };

function createMonitor(setup: Partial<StabilitySettings> = {}) {
  const messages: string[] = [];
  const emit = (event: JobEvent) => {
    if (event.type === 'log') messages.push(event.message);
  };
  const whole = { learningRate: 0.01, warmUp: 0, usesLossScale: false, ...setup };
  return { messages, stability: new StabilityMonitor(whole, { signal: new AbortController().signal, emit }) };
}

describe('a training with NaN or infinite losses', () => {
  it('skips a step and lowers the rate, and says so', () => {
    const { stability, messages } = createMonitor({ guard: new NanGuard() });
    expect(stability.observe(1, fine)).toBe('fine');
    expect(stability.observe(2, lost)).toBe('left out');
    expect(stability.computeLearningRate(0)).toBe(0.005);
    expect(stability.observe(3, fine)).toBe('fine');
    expect(messages).toEqual([
      'Skipped iteration 2: a loss or a gradient was NaN or infinite. The learning rate is now 0.0050.',
    ]);
  });

  it('goes back to the last save at the third in a row, but only so many times', () => {
    const guard = new NanGuard();
    for (let attempt = 0; attempt < 3; attempt++) {
      const { stability } = createMonitor({ guard });
      for (const step of [fine, lost, lost]) stability.observe(1, step);
      expect(() => stability.observe(1, lost)).toThrow(RollBackRequest);
    }
    const { stability } = createMonitor({ guard });
    const verdicts = [fine, lost, lost, lost].map((step) => stability.observe(1, step));
    expect(verdicts).toEqual(['fine', 'left out', 'left out', 'stop']);
    expect(stability.computeLearningRate(0)).toBe(0.01 / 64);
  });

  it('does not go back for a model that has not made one good step', () => {
    const { stability } = createMonitor({ guard: new NanGuard() });
    expect([lost, lost, lost].map((step) => stability.observe(1, step))).toEqual(['left out', 'left out', 'stop']);
  });

  it('does not count overflows of a scaled loss, unless they never end', () => {
    const { stability, messages } = createMonitor({ guard: new NanGuard(), usesLossScale: true });
    for (let step = 0; step < 20; step++) expect(stability.observe(step, overflow)).toBe('fine');
    expect(stability.computeLearningRate(0)).toBe(0.01);
    expect(messages).toEqual([]);
    const verdicts = Array.from({ length: 10 }, () => stability.observe(1, overflow));
    expect(verdicts).toContain('stop');
  });

  it('always continues when the guard is off', () => {
    const { stability } = createMonitor();
    for (let step = 0; step < 50; step++) expect(stability.observe(step, lost)).toBe('fine');
  });
});

describe('the learning rate', () => {
  it('rises evenly while it warms up', () => {
    const { stability } = createMonitor({ warmUp: 4 });
    expect([0, 1, 2, 3, 9].map((ahead) => stability.computeLearningRate(ahead))).toEqual([
      0.0025, 0.005, 0.0075, 0.01, 0.01,
    ]);
    stability.observe(1, fine);
    expect(stability.computeLearningRate(0)).toBe(0.005);
  });
});

describe('loss spikes', () => {
  const random = new Random(4);
  const drawUsualLoss = (level: number) => level * (1 + 0.1 * random.normal());

  it('are reported once, and not while a loss falls, fluctuates or settles', () => {
    const spikes = new LossSpikeDetector();
    for (let i = 0; i < 2000; i++) expect(spikes.observe(drawUsualLoss(0.05 + 2 * Math.exp(-i / 200)))).toBeUndefined();
    const spike = spikes.observe(0.5);
    expect(spike!.meanBefore).toBeCloseTo(0.05, 2);
    expect(spike!.loss).toBe(0.5);
    for (let i = 0; i < 50; i++) expect(spikes.observe(drawUsualLoss(0.5))).toBeUndefined();
  });

  it('reach the user in a sentence', () => {
    const { stability, messages } = createMonitor();
    for (let i = 0; i < 300; i++)
      stability.observe(i, { lossA: drawUsualLoss(0.1), lossB: drawUsualLoss(0.1), finite: 1 });
    stability.observe(300, { lossA: 0.8, lossB: 0.8, finite: 1 });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^The loss jumped from 0\.\d+ to 0\.800 at iteration 300\./);
  });
});
