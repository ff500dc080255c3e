import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { resolveCacheFolder, resolveStateFolder } from '../../../src/files/userFolders';

afterEach(() => vi.unstubAllEnvs());

test('the folders of the user are never in the working directory, which may have come from anywhere', () => {
  for (const name of ['FACESWAP_STATE', 'FACESWAP_CACHE', 'XDG_STATE_HOME']) vi.stubEnv(name, '');
  const inHome = join(homedir(), '.local', 'state', 'faceswap-workbench');
  expect(resolveStateFolder()).toBe(inHome);
  vi.stubEnv('XDG_STATE_HOME', 'relative');
  expect(resolveStateFolder()).toBe(inHome);
  vi.stubEnv('XDG_STATE_HOME', join(homedir(), 'mine'));
  expect(resolveStateFolder()).toBe(join(homedir(), 'mine', 'faceswap-workbench'));
  vi.stubEnv('FACESWAP_STATE', 'relative');
  vi.stubEnv('FACESWAP_CACHE', './relative');
  expect(resolveStateFolder).toThrow('FACESWAP_STATE is relative, but must begin at the root of the disk.');
  expect(resolveCacheFolder).toThrow('FACESWAP_CACHE is ./relative, but must begin at the root of the disk.');
});

test.skipIf(process.platform === 'win32')('a home that is empty or relative is said, and not taken', () => {
  for (const name of ['FACESWAP_STATE', 'FACESWAP_CACHE', 'XDG_STATE_HOME']) vi.stubEnv(name, '');
  for (const home of ['', 'relative']) {
    vi.stubEnv('HOME', home);
    expect(resolveStateFolder).toThrow('Your home folder is not known.');
    expect(resolveCacheFolder).toThrow('Your home folder is not known.');
  }
});
