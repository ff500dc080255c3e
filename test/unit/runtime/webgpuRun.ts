import { openInferenceSession } from '../../../src/runtime/inferenceSession';
import { openTrainingSession } from '../../../src/runtime/trainingSession';
import { buildInference } from '../../../src/tensor/inferenceModel';
import type { Target } from '../../../src/tensor/lowering/target';
import { batches, buildSmallNetwork } from '../tensor/smallNetwork';

/** What webgpu.test.ts runs in a process of its own: a few steps and a forward pass on a device, as JSON. */
async function measure(target: Target) {
  const data = batches(3);
  const { step, outputs } = buildSmallNetwork(target);
  const session = await openTrainingSession(step, { seed: 4 });
  const losses: number[] = [];
  for (const feeds of data) losses.push(...Object.values(await session.step({ ...feeds }, 1e-3)));
  const weights = await session.readState();
  const inference = await openInferenceSession(buildInference(outputs, { target }), { weights });
  const { swapped } = await inference.run({ xa: data[0]!.xa });
  const kernel = [...weights.get('a/up/kernel')!];
  await Promise.all([session.release(), inference.release()]);
  return { losses, kernel, swapped: Array.from(swapped as Float32Array) };
}

process.stdout.write(JSON.stringify({ cpu: await measure('cpu'), webgpu: await measure('webgpu') }));
