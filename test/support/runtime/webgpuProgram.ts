import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { openResidentTrainingSession } from '../../../src/runtime/residentTrainingSession';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { buildInference } from '../../../src/tensor/inferenceModel';
import type { Target } from '../../../src/tensor/lowering/target';
import { buildSmallNetwork, drawBatches } from '../tensor/smallNetwork';

const openers = { host: openTrainingSession, resident: openResidentTrainingSession };

/** What webgpu.integration.test.ts runs in a process of its own: a few steps and a forward pass on a device, as JSON. */
async function measure(target: Target, where: keyof typeof openers) {
  const data = drawBatches(6);
  const { step, outputs } = buildSmallNetwork(target);
  const first = await openers[where](step, { seed: 4 });
  const losses: number[] = [];
  for (const feeds of data.slice(0, 4)) losses.push(...Object.values(await first.step({ ...feeds }, 1e-3)));
  const state = await first.readState();
  await first.release();
  const resumed = await openers[where](step, { state, iteration: 4 });
  for (const feeds of data.slice(4)) losses.push(...Object.values(await resumed.step({ ...feeds }, 1e-3)));
  const weights = await resumed.readState();
  const inference = await openInferenceSession(buildInference(outputs, { target }), { weights });
  const { swapped } = await inference.run({ xa: data[0]!.xa });
  await Promise.all([resumed.release(), inference.release()]);
  return {
    losses,
    weights: Object.fromEntries([...weights].map(([name, content]) => [name, Array.from(content)])),
    swapped: Array.from(swapped as Float32Array),
  };
}

process.stdout.write(
  JSON.stringify({
    cpu: await measure('cpu', 'host'),
    host: await measure('webgpu', 'host'),
    resident: await measure('webgpu', 'resident'),
  }),
);
