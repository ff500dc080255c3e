import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Training } from './trainingFixture';

const training = new Training();

it('engine = tfjs is refused in words where TensorFlow.js is not installed', async () => {
  const config = join(training.folder, 'engine.ini');
  await writeFile(config, '[runtime]\nengine = tfjs\n');
  const { run } = await training.trainHere(training.request(join(training.folder, 'model'), 2, { config }));
  await expect(run).rejects.toThrow(/^TensorFlow\.js is not installed .*tfjs-node-gpu.*engine = onnx in train\.ini\.$/);
});
