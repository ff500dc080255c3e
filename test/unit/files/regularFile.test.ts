import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openToAppend, openToChange, readRegularText } from '../../../src/files/regularFile';
import { UnfitFileError } from '../../../src/files/storedPath';
import { UserError } from '../../../src/shared/errors';

let folder: string;
const at = (name: string) => join(folder, 'inside', name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regular-'));
  await mkdir(join(folder, 'inside'));
  await writeFile(join(folder, 'outside.txt'), 'secret');
});
afterEach(() => rm(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('reading a file that somebody else made', () => {
  it('gives the content of a file, also through a link that stays in its folder', async () => {
    await writeFile(at('file'), 'text');
    await symlink('file', at('link'));
    expect(await readRegularText(at('file'), 4)).toBe('text');
    expect(await readRegularText(at('link'), 4)).toBe('text');
  });

  it('refuses what is too large, a folder, a device, a pipe, a socket and a link out, at once and in a sentence', async () => {
    await writeFile(at('large'), '12345');
    await mkdir(at('folder'));
    await symlink('/dev/zero', at('zero'));
    await symlink('/dev/ptmx', at('ptmx'));
    await symlink('../outside.txt', at('out'));
    await symlink('circle', at('circle'));
    execFileSync('mkfifo', [at('pipe')]);
    await symlink('pipe', at('toPipe'));
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    for (const name of ['large', 'folder', 'zero', 'ptmx', 'out', 'circle', 'pipe', 'toPipe', 'socket']) {
      const reading = readRegularText(at(name), 4);
      await expect(reading, name).rejects.toThrow(at(name));
      await expect(reading, name).rejects.toBeInstanceOf(UserError);
    }
    await expect(readRegularText('/dev/zero', 4, { isNamed: true })).rejects.toBeInstanceOf(UnfitFileError);
    expect(await readRegularText(at('out'), 9, { isNamed: true })).toBe('secret');
    server.close();
  });

  it('leaves a missing file to the caller', async () => {
    await symlink('nothing', at('dangling'));
    for (const name of ['missing', 'dangling'])
      await expect(readRegularText(at(name), 4)).rejects.toHaveProperty('code', 'ENOENT');
  });

  it('changes nothing under another name of a file: such as a backup of hard links', async () => {
    await writeFile(at('log'), 'one');
    await link(at('log'), at('backup'));
    const appended = await openToAppend(at('log'));
    await appended.truncate(1);
    await appended.appendFile('!');
    await appended.close();
    await link(at('log'), at('second backup'));
    const changed = await openToChange(at('log'));
    await changed.write('?', 0);
    await changed.close();
    const texts = await Promise.all(['log', 'backup', 'second backup'].map((name) => readRegularText(at(name), 9)));
    expect(texts).toEqual(['?!', 'one', 'o!']);
  });

  it('never appends through a link, into a pipe or to a device', async () => {
    const file = await openToAppend(at('log'));
    await file.appendFile('one');
    await file.close();
    expect(await readRegularText(at('log'), 9)).toBe('one');
    await symlink('../new.txt', at('dangling'));
    await symlink('../outside.txt', at('out'));
    execFileSync('mkfifo', [at('pipe')]);
    for (const name of ['dangling', 'out', 'pipe', '.'])
      await expect(openToAppend(at(name)), name).rejects.toBeInstanceOf(UnfitFileError);
  });
});
