import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../../src/training/store/checkpoint';
import { joinLogMessages, TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();

const hour = 3600;

/** The options of a training that ends by its time. */
const requestFor = (time: string) => {
  const { iterations: _, ...request } = training.request(join(training.folder, 'model'), 0);
  return { ...request, for: time };
};

/** Trains, cancels after the first save, and returns what the state of the model keeps of the time. */
async function interrupt(options: ReturnType<typeof requestFor>, job: object) {
  const { run, controller } = await training.trainHere(
    options,
    (event) => event.type === 'saved' && controller.abort(),
    job,
  );
  await expect(run).rejects.toMatchObject({ name: 'CanceledError' });
  return await readBudget();
}

const readBudget = async () => (await readCheckpoint(join(training.folder, 'model'), 'nimble')).state.budget!;

/** Lets the state of the model say that the time is nearly over. */
async function spendNearlyAll(): Promise<void> {
  const path = join(training.folder, 'model', 'nimble_state.json');
  const state = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...state, budget: { ...state.budget, spent: hour - 0.001 } }));
}

describe('a training for a time', () => {
  it('ends when that is over, saved, and says so; the next one has its whole time again', async () => {
    for (const total of [1, 2]) {
      const { run, events } = await training.trainHere(requestFor('1s'), undefined, { isAtTerminal: true });
      const { end, iterations, trained } = await run;
      expect(end).toBe('time');
      expect(trained).toBeGreaterThan(0);
      expect(joinLogMessages(events)).toMatch(/The 0:01 of training are over\. The model is saved, with [\d,]+ iter/);
      const { state } = await readCheckpoint(join(training.folder, 'model'), 'nimble');
      expect(state.iterations).toBe(iterations);
      expect(state.budget).toMatchObject({ seconds: 1, spent: 1 });
      expect(Object.keys(state.sessions)).toHaveLength(total);
    }
  });

  it('that was interrupted has what is left of its time: resumed by its id, or by the same command', async () => {
    const first = await interrupt(requestFor('1h'), { id: 'one' });
    expect(first).toMatchObject({ job: 'one', seconds: hour });
    await spendNearlyAll();
    const { run, events } = await training.trainHere(requestFor('1h'), undefined, { id: 'one' });
    expect(await run).toMatchObject({ end: 'time', trained: 1 });
    expect(joinLogMessages(events)).toContain('1:00:00 of the 1:00:00 were trained before the interruption');

    await interrupt(requestFor('1h'), { id: 'two' });
    await spendNearlyAll();
    const again = await training.trainHere(requestFor('60m'), undefined, { id: 'three', isAtTerminal: true });
    expect(await again.run).toMatchObject({ end: 'time', trained: 1 });
  });

  it('that is another job has its whole time, whatever is left of the last one', async () => {
    await interrupt(requestFor('1h'), { id: 'one' });
    await spendNearlyAll();
    expect((await interrupt(requestFor('1h'), { id: 'two' })).spent).toBeLessThan(hour / 2);
  });

  it('ends sooner where the goal in iterations is reached, and says where it was there already', async () => {
    const goal = { ...requestFor('1h'), iterations: 2 };
    expect(await (await training.trainHere(goal)).run).toMatchObject({ end: 'iterations', trained: 2 });
    const { run, events } = await training.trainHere(goal);
    expect(await run).toMatchObject({ end: 'there already', trained: 0 });
    expect(joinLogMessages(events)).toMatch(
      /^Nothing was trained: the model in .*model already has 2 iterations, and the goal is 2\. Set a higher/m,
    );
  });
});
