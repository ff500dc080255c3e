import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { pathWithinSchema, readInterruptedPlan } from '../../../src/files/interruptedPlan';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';

const schema = v.object({ moves: v.array(v.object({ from: pathWithinSchema })) });

it('is read when it matches its schema; anything else is refused with the name of the file', async () => {
  const path = join(createTemporaryFolder(), 'plan.json');
  expect(await readInterruptedPlan(path, schema)).toBeUndefined();
  const plan = { moves: [{ from: 'a/b.png' }, { from: '.hidden' }] };
  await writeFile(path, JSON.stringify(plan));
  expect(await readInterruptedPlan(path, schema)).toEqual(plan);
  const damaged = ['', '{', 'null', '[]', '{"moves":{}}', '{"moves":[null]}', '{"moves":[{"from":1}]}'];
  const escaping = ['../x', '/etc/passwd', 'a/../../x', '..'].map((from) => JSON.stringify({ moves: [{ from }] }));
  for (const text of [...damaged, ...escaping]) {
    await writeFile(path, text);
    await expect(readInterruptedPlan(path, schema)).rejects.toThrow(`${path}, the plan of an interrupted command`);
  }
});
