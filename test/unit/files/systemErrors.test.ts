import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainFileError, explainSystemError } from '../../../src/files/systemErrors';
import { UserError } from '../../../src/shared/errors';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'system-errors-'));
  await mkdir(join(folder, 'full', 'inside'), { recursive: true });
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const catchError = (act: Promise<unknown>) =>
  act.then(
    () => undefined,
    (error: unknown) => error,
  );
const explain = (error: unknown) => explainSystemError(error, '/fallback') as Error;

/** What the system here really says. */
const real: Readonly<Record<string, () => Promise<unknown>>> = {
  'is not there': () => readFile(join(folder, 'missing')),
  'is a folder, but a file is needed': () => writeFile(join(folder, 'full'), ''),
  'is a file, but a folder is needed': () => mkdir(join(folder, 'file', 'below'), { recursive: true }),
  'is a file, but': () => mkdir(join(folder, 'file')),
  'Another program writes into': () => rename(join(folder, 'full', 'inside'), join(folder, 'full')),
};

test.each(Object.entries(real))('"%s" is said of what the system refuses, with the path', async (words, act) => {
  const error = await catchError(act());
  const known = explain(error);
  expect(known).toBeInstanceOf(UserError);
  expect(known.message).toContain(words);
  expect(known.message).toContain(folder);
});

const codes = [
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EMFILE',
  'ENFILE',
  'EIO',
  'ELOOP',
  'ENAMETOOLONG',
  'EBUSY',
];

test.each(codes)('%s becomes a sentence with the path and what to do', (code) => {
  const error = Object.assign(new Error(`${code}: refused`), { code, path: '/there/.0000ab01.part-film.mp4' });
  const { message } = explain(error);
  expect(message).toMatch(/\. .*\.$/);
  expect(message).toContain('/there/film.mp4');
  expect(message).not.toContain(code);
  expect((explainFileError(error, '/there/film.mp4') as Error).message).toBe(message);
});

test('a process that cannot be started is no fault of the program; an error of the program stays what it is', () => {
  const refused = Object.assign(new Error('spawn ffmpeg EAGAIN'), { code: 'EAGAIN', syscall: 'spawn ffmpeg' });
  expect(explain(refused).message).toContain('cannot start another process');
  const fault = new TypeError('undefined is no function');
  expect(explain(fault)).toBe(fault);
  const handle = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
  expect(explain(handle).message).toContain('/fallback');
  const folderRead = Object.assign(new Error('EISDIR: illegal operation on a directory, read'), { code: 'EISDIR' });
  expect(explain(folderRead).message).toMatch(/^A file could not be read or written \(EISDIR.*\)\. /);
});
