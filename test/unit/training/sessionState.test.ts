import { describe, expect, it } from 'vitest';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import type { TrainingStep } from '../../../src/tensor/trainingStep';
import type { Checkpoint } from '../../../src/training/checkpoint';
import { checkpointTensors, sessionState } from '../../../src/training/sessionState';
import { batches, buildSmallNetwork } from '../tensor/smallNetwork';

const stepWith = (accumulation: number): TrainingStep => buildSmallNetwork('cpu', { accumulation }).step;

/** The checkpoint of a training of so many steps. */
async function saved(step: TrainingStep, steps: number): Promise<Checkpoint> {
  const session = await openTrainingSession(step, { seed: 3 });
  for (const feeds of batches(steps)) await session.step(feeds, 1e-3);
  const tensors = checkpointTensors(step, { state: await session.readState(), iteration: session.iteration });
  await session.release();
  return { state: {} as Checkpoint['state'], ...tensors };
}

describe('what a training goes on from', () => {
  it.each([1, 2])('is all that it was, at %d steps an update', async (accumulation) => {
    const step = stepWith(accumulation);
    const checkpoint = await saved(step, 5);
    const { state, iteration } = sessionState(step, checkpoint, 'model');
    expect(iteration).toBe(5);
    expect([...state.keys()]).toEqual(step.state.map(({ name }) => name));
  });

  it('counts the updates that the optimizer has seen, where they are to be of another number of steps', async () => {
    const accumulated = await saved(stepWith(2), 5); // two updates, and half of one
    const one = sessionState(stepWith(1), accumulated, 'model');
    expect(one.iteration).toBe(2);
    const three = sessionState(stepWith(3), accumulated, 'model');
    expect(three.iteration).toBe(6);
    expect([...three.state.keys()].filter((name) => name.endsWith(':accumulated'))).toEqual([]);
    expect(sessionState(stepWith(4), await saved(stepWith(1), 3), 'model').iteration).toBe(12);
  });
});
