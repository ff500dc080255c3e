import { describe, expect, it } from 'vitest';
import { openTrainingSession } from '../../../../src/runtime/trainingSession';
import type { TrainingStep } from '../../../../src/tensor/trainingStep';
import type { Checkpoint } from '../../../../src/training/store/checkpoint';
import { buildCheckpointTensors, restoreSessionState } from '../../../../src/training/store/sessionState';
import { buildSmallNetwork, drawBatches } from '../../../support/tensor/smallNetwork';

const buildStep = (accumulation: number): TrainingStep => buildSmallNetwork('cpu', { accumulation }).step;

/** The checkpoint of a training of so many steps. */
async function trainAndSave(step: TrainingStep, steps: number): Promise<Checkpoint> {
  const session = await openTrainingSession(step, { seed: 3 });
  for (const feeds of drawBatches(steps)) await session.step(feeds, 1e-3);
  const { iteration, adaptiveState } = session;
  const tensors = buildCheckpointTensors(step, { state: await session.readState(), iteration, adaptiveState });
  await session.release();
  return { state: {} as Checkpoint['state'], ...tensors };
}

describe('the state from which a training continues', () => {
  it.each([1, 2])('is complete, with %d steps per update', async (accumulation) => {
    const step = buildStep(accumulation);
    const checkpoint = await trainAndSave(step, 5);
    const { state, iteration } = restoreSessionState(step, checkpoint, 'model');
    expect(iteration).toBe(5);
    expect([...state.keys()]).toEqual(step.state.map(({ name }) => name));
  });

  it('keeps the number of updates when the number of steps per update changes', async () => {
    const accumulated = await trainAndSave(buildStep(2), 5); // two updates, and half of one
    const one = restoreSessionState(buildStep(1), accumulated, 'model');
    expect(one.iteration).toBe(2);
    const three = restoreSessionState(buildStep(3), accumulated, 'model');
    expect(three.iteration).toBe(6);
    expect([...three.state.keys()].filter((name) => name.endsWith(':accumulated'))).toEqual([]);
    expect(restoreSessionState(buildStep(4), await trainAndSave(buildStep(1), 3), 'model').iteration).toBe(12);
  });

  it.each([
    ['autoclip of three steps', { clipping: { kind: 'autoclip', percentile: 30, history: 3 } }],
    ['autoclip of all steps', { clipping: { kind: 'autoclip', percentile: 60, history: 0 } }],
    ['a scaled loss', { usesLossScale: true }],
  ] as const)('lets it go on as if it had never stopped, with %s', async (_title, policy) => {
    const { step } = buildSmallNetwork('cpu', policy);
    const feeds = drawBatches(9);
    const whole = await openTrainingSession(step, { seed: 3 });
    const expected = [];
    for (const one of feeds) expected.push(await whole.step(one, 1e-3));

    const first = await openTrainingSession(step, { seed: 3 });
    for (const one of feeds.slice(0, 5)) await first.step(one, 1e-3);
    const { iteration, adaptiveState } = first;
    const tensors = buildCheckpointTensors(step, { state: await first.readState(), iteration, adaptiveState });
    const start = restoreSessionState(step, { state: {} as Checkpoint['state'], ...tensors }, 'model');
    const second = await openTrainingSession(step, start);
    const losses = [];
    for (const one of feeds.slice(5)) losses.push(await second.step(one, 1e-3));
    expect(losses).toEqual(expected.slice(5));
    expect(second.adaptiveState).toEqual(whole.adaptiveState);
    await Promise.all([whole, first, second].map((session) => session.release()));
  });
});
