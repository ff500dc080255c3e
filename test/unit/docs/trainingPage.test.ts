import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pictures } from '../../../scripts/pictures';

test('the pictures of docs are what the code draws; npm run docs draws them again', async () => {
  const drawn = await pictures();
  for (const [name, picture] of Object.entries(drawn))
    await expect(picture).toMatchFileSnapshot(`../../../docs/pictures/${name}.svg`);
  expect(readdirSync('docs/pictures').sort()).toEqual(
    Object.keys(drawn)
      .map((name) => `${name}.svg`)
      .sort(),
  );
});
