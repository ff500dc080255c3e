import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { installPackage, workingPackage } from '../../../support/runtime/tfjsPackage';
import { joinLogMessages, TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();

/** Only opens the engine: a step takes a minute in plain JavaScript, and has its own tests. */
async function openOnTensorFlow(model: string) {
  const config = join(training.folder, 'engine.ini');
  await writeFile(config, '[runtime]\nengine = tfjs\nsteps_per_call = 8\n');
  return training.trainHere(training.request(model, 0, { config, batchSize: 1 }));
}

afterEach(() => vi.unstubAllEnvs());

it('engine = tfjs is refused where TensorFlow.js is not installed, and code in or beside a model folder is not run', async () => {
  const model = join(training.folder, 'model');
  await installPackage(model, 'tfjs-node', workingPackage);
  await installPackage(training.folder, 'tfjs-node', workingPackage);
  await expect((await openOnTensorFlow(model)).run).rejects.toThrow(
    /^TensorFlow\.js was not found\. .*tfjs-node-gpu.*engine = onnx in train\.ini\.$/,
  );
});

it('engine = tfjs uses the package that FACESWAP_TFJS names, and warns about options without effect', async () => {
  const model = join(training.folder, 'model');
  await installPackage(training.folder, 'tfjs-node', workingPackage);
  vi.stubEnv('FACESWAP_TFJS', training.folder);
  const { run, events } = await openOnTensorFlow(model);
  expect(await run).toMatchObject({ trained: 0 });
  expect(joinLogMessages(events)).toContain(
    'steps_per_call = 8 has no effect on @tensorflow/tfjs-node: each call there is one iteration',
  );
});
