import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInside, isStoredPath, isWindowsName, requireInside, resolveRealPath } from '../../../src/files/storedPath';

describe('a path that was read from a file', () => {
  it.each(['a.png', 'a/b.png', '.trash/now/a.png', 'a..b/c', '...', 'người/顔.png'])('may be %j', (path) => {
    expect(isStoredPath(path)).toBe(true);
  });

  const wrong = ['', '..', '../a', 'a/../../b', 'a\\..\\b', '/etc/passwd', 'C:\\a', 'C:/a', '\\\\server\\share', '\\a'];
  const ofServers = [
    '//server/share',
    '\\\\?\\C:\\a',
    '\\\\.\\pipe\\a',
    '//?/UNC/server/share',
    '\\/server/share',
    '\\??\\UNC\\server\\share',
  ];
  it.each([...wrong, ...ofServers, 'a\0b', 'a'.repeat(5000), 7, null, undefined])('may not be %j', (path) => {
    expect(isStoredPath(path)).toBe(false);
  });

  it.each(['con', 'NUL.png', 'a:b', 'COM1', 'lpt9.txt', 'a.', 'a '])('may on Windows not contain %j', (name) => {
    expect(isWindowsName(name)).toBe(false);
    expect(isWindowsName(`x${name.trim()}x`.replace(':', ''))).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('at its use', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stored-'));
    await mkdir(join(folder, 'root', 'real'), { recursive: true });
    await symlink('real', join(folder, 'root', 'within'));
    await symlink('..', join(folder, 'root', 'out'));
    await symlink('../nothing', join(folder, 'root', 'dangling'));
    await symlink('circle', join(folder, 'root', 'circle'));
    await symlink(join(folder, 'root'), join(folder, 'named'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('stays in its folder when all links are followed, also where its end does not exist yet', async () => {
    for (const root of ['root', 'named'])
      for (const path of ['.', 'new/a.png', 'real/a.png', 'within/a.png'])
        expect(isInside(join(folder, root), join(folder, root, path)), path).toBe(true);
    expect(await requireInside(join(folder, 'named'), 'within/a.png')).toBe(
      join(resolveRealPath(folder), 'root', 'real', 'a.png'),
    );
    for (const path of ['out/x', 'dangling', 'circle/x', '../x']) {
      expect(isInside(join(folder, 'root'), join(folder, 'root', path)), path).toBe(false);
      await expect(requireInside(join(folder, 'root'), path), path).rejects.toThrow('leads out of the folder');
    }
  });
});
