import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addModel } from '../../../src/projects/models';
import { addPerson } from '../../../src/projects/people';
import { createProject } from '../../../src/projects/project';
import { buildTaskJobs, parseJobTask, rejectTask } from '../../../src/projects/tasks';

test('a task for a name creates the same request as the command line, and its options take precedence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'task-'));
  await createProject(folder);
  for (const name of ['alice', 'bob']) await addPerson(folder, { name });
  await addModel(folder, { name: 'pair', a: 'alice', b: 'bob', trainer: 'nimble' });
  for (const name of ['alice', 'bob']) {
    await mkdir(join(folder, 'people', name, 'faces'), { recursive: true });
    await writeFile(join(folder, 'people', name, 'faces', 'x.png'), '');
  }
  const task = parseJobTask({
    type: 'faceswap',
    command: 'train',
    name: 'pair',
    options: { iterations: 5, inputA: 'people/bob/faces' },
  });
  expect(await buildTaskJobs(folder, task!)).toMatchObject({
    title: 'Train: pair',
    stage: 'train',
    jobs: [{ modelDir: join(folder, 'models', 'pair'), iterations: 5, inputA: join(folder, 'people', 'bob', 'faces') }],
  });
  await expect(buildTaskJobs(folder, { command: 'train', name: 'nobody' })).rejects.toThrow('no model "nobody"');
  await rm(folder, { recursive: true });
});

test.each([
  [{ command: 'extrct' }, 'Unknown command "extrct". Did you mean "extract"?'],
  [{}, 'The "command" of the task must be one of frames, extract,'],
  [{ command: 'train', options: { a: {} } }, '"options" an object of strings'],
])('the error in %j is reported in a sentence', (definition, sentence) => {
  expect(() => rejectTask(definition)).toThrow(sentence);
});

test.each([
  undefined,
  null,
  7,
  {},
  { command: 'rm' },
  { command: 'train', name: 7 },
  { command: 'train', options: { a: {} } },
])('%j is not a task', (definition) => expect(parseJobTask(definition)).toBeUndefined());
