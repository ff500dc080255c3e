import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram } from '../../../src/files/findProgram';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function makeProgram(name: string, mode = 0o755): string {
  const path = join(folder, name, process.platform === 'win32' ? 'tool.exe' : 'tool');
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

describe('a program', () => {
  it('is the first one on the PATH, and never one of the working directory', () => {
    const [first, second] = [makeProgram('first'), makeProgram('second')];
    const join = (...folders: string[]) => folders.join(delimiter);
    expect(findProgram('tool', join(`${folder}/missing`, `${folder}/first`, `${folder}/second`))).toBe(first);
    expect(findProgram('tool', join('', '.', relative(process.cwd(), `${folder}/first`), `${folder}/second`))).toBe(
      second,
    );
    expect(findProgram('tool', join('', '.'))).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('is a file that may be run', () => {
    makeProgram('plain', 0o644);
    mkdirSync(join(folder, 'folders', 'tool'), { recursive: true });
    expect(findProgram('tool', [`${folder}/plain`, `${folder}/folders`].join(delimiter))).toBeUndefined();
  });
});
