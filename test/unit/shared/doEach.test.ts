import { expect, test } from 'vitest';
import { doEach } from '../../../src/shared/doEach';
import { UserError } from '../../../src/shared/errors';

test('what fails does not keep the rest from being done, and each is told with its reason', async () => {
  const done: string[] = [];
  const work = async (name: string) => {
    if (name.startsWith('bad')) throw new UserError(`${name} is not a video.`);
    done.push(name);
  };
  await expect(doEach(['a', 'bad1', 'b'], work)).rejects.toThrow(/^bad1 is not a video\.$/);
  await expect(doEach(['bad1', 'c', 'bad2'], work)).rejects.toThrow(
    '2 of 3 failed: bad1 is not a video. bad2 is not a video.',
  );
  expect(done).toEqual(['a', 'b', 'c']);
});
