import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  chooseInPlaceRun,
  type InPlaceRun,
  nonTensorRefusal,
  type RunnableSession,
  runWithCopies,
  runWithoutCopies,
} from '../../../src/runtime/inPlace';
import { createTensor } from '../../../src/runtime/session';
import { StepController } from '../../../src/runtime/stepController';
import { createInitialState, createStateTensors, createStepFeeds } from '../../../src/runtime/trainingSession';
import { getNextName, inPlaceMarker } from '../../../src/tensor/trainingStep';
import { buildSmallNetwork, drawBatches } from '../../support/tensor/smallNetwork';

const { step } = buildSmallNetwork();
let session: InferenceSession;
beforeAll(async () => {
  session = await InferenceSession.create(step.bytes, { logSeverityLevel: 4 });
});
afterAll(() => session.release());

/** Runs one step; returns the loss and every state tensor after it. */
async function runStep(run: InPlaceRun): Promise<Record<string, readonly number[]>> {
  const state = new Map([...createInitialState(step, { seed: 2 })].map(([name, content]) => [name, content.slice()]));
  const tensors = createStateTensors(step, state);
  const losses = Object.fromEntries(
    step.losses.map((name) => [name, createTensor('float32', new Float32Array(1), [])]),
  );
  const next = Object.entries(tensors).map(([name, content]) => [getNextName(name), content] as const);
  const fed = { ...tensors, ...createStepFeeds(step, drawBatches(1)[0]!, new StepController(step).createFeeds(1e-3)) };
  await run(session, fed, { ...losses, ...Object.fromEntries(next) });
  const formatLoss = ([name, { data }]: (typeof next)[number]) => [name, [Number(data[0])]] as const;
  return Object.fromEntries([
    ...Object.entries(losses).map(formatLoss),
    ...[...state].map(([n, c]) => [n, [...c]] as const),
  ]);
}

it('the installed onnxruntime-node refuses the marker with the known message, after it has written everything else', async () => {
  await expect(session.run({}, { [inPlaceMarker]: null })).rejects.toThrow(); // no feeds: not even a run
  expect(
    await chooseInPlaceRun(),
    `onnxruntime-node no longer says "${nonTensorRefusal}": see src/runtime/inPlace.ts`,
  ).toBe(runWithoutCopies);
});

it('a step gives the same result with and without copies', async () => {
  const [sparing, copying] = [await runStep(runWithoutCopies), await runStep(runWithCopies)];
  expect(copying).toEqual(sparing);
  const before = createInitialState(step, { seed: 2 }).get('encoder/kernel')!;
  expect(copying['encoder/kernel']).not.toEqual([...before]);
});

it('a version with another message, or that writes elsewhere, falls back to copies', async () => {
  const tryVersion = async (
    run: (real: RunnableSession, ...args: Parameters<RunnableSession['run']>) => ReturnType<RunnableSession['run']>,
  ) =>
    chooseInPlaceRun(async (model) => {
      const real = await InferenceSession.create(model);
      return { run: ((...args: Parameters<RunnableSession['run']>) => run(real, ...args)) as RunnableSession['run'] };
    });
  expect(await tryVersion(() => Promise.reject(new Error('sequences are not supported')))).toBe(runWithCopies);
  expect(await tryVersion((real, feeds) => real.run(feeds, ['y']))).toBe(runWithCopies);
  expect(await tryVersion((real, ...args) => real.run(...args))).toBe(runWithoutCopies);
});
