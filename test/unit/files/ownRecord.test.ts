import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isOwnRecord, sealRecord } from '../../../src/files/ownRecord';

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'seal-'));
  vi.stubEnv('FACESWAP_STATE', state);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(state, { recursive: true });
});

it('has a seal that only the programs of this user can make, for this content in this place', async () => {
  expect(await isOwnRecord('/a', 'content', 'ab')).toBe(false);
  const [seal, again] = await Promise.all([sealRecord('/a', 'content'), sealRecord('/a', 'content')]);
  expect(seal).toBe(again);
  expect(await isOwnRecord('/a', 'content', seal)).toBe(true);
  expect(await isOwnRecord('/b', 'content', seal)).toBe(false);
  expect(await isOwnRecord('/a', 'other', seal)).toBe(false);
  for (const wrong of [undefined, 7, '', `${seal}0`]) expect(await isOwnRecord('/a', 'content', wrong)).toBe(false);
  if (process.platform !== 'win32') expect((await stat(join(state, 'seal.key'))).mode & 0o777).toBe(0o600);
  vi.stubEnv('FACESWAP_STATE', join(state, 'of another user'));
  expect(await isOwnRecord('/a', 'content', seal)).toBe(false);
});

it('is made anew where its key is damaged', async () => {
  await writeFile(join(state, 'seal.key'), '');
  const seal = await sealRecord('/a', 'content');
  expect(await isOwnRecord('/a', 'content', seal)).toBe(true);
});
