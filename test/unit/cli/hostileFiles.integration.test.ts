import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CommandEnd, Program } from '../../support/cli/program';
import { makeHostileFaces, makeOutside } from '../../support/hostileFolder';

const program = new Program();
/** All is in a folder from elsewhere, beside that of somebody else. */
const at = (...names: string[]) => program.resolvePath('theirs', ...names);

/** What a name of our files may turn out to be in a folder from elsewhere. */
const unfit = {
  'an endless device': (path: string) => symlinkSync('/dev/zero', path),
  'a terminal': (path: string) => symlinkSync('/dev/ptmx', path),
  'a pipe': (path: string) => void execFileSync('mkfifo', [path]),
  'a folder': (path: string) => mkdirSync(path),
  'a link out': (path: string) => symlinkSync(program.resolvePath('outside', 'private.fsa'), path),
};

/** One sentence, and no fault; a command that waits for a pipe or reads without an end is killed by the time limit. */
function expectSentence({ code, stderr }: CommandEnd, name: string): void {
  expect(stderr).toContain(name);
  expect(stderr).not.toMatch(/\bat .+:\d+:\d+|fault|Internal error/);
  expect(code).toBe(1);
}

beforeAll(async () => {
  await makeOutside(program.resolvePath('outside'));
  await makeHostileFaces(at('faces'), program.resolvePath('outside'), []);
});

describe.skipIf(process.platform === 'win32').each(Object.entries(unfit))('%s in the place of', (_, make) => {
  test.each([
    ['alignments', 'bad.fsa', ['clean-up', '-a', 'bad.fsa', '-c', 'faces']],
    ['a settings file', 'bad.ini', ['train', '-A', 'faces', '-B', 'faces', '-m', 'new', '-C', 'bad.ini']],
    ['a project', 'project/faceswap.json', ['extract', '--project', 'project', '--name', 'x']],
    ['a state', 'model/original_state.json', ['model', 'summary', '-m', 'model']],
  ])('%s is refused in a sentence', async (_kind, name, command) => {
    for (const folder of ['project', 'model']) mkdirSync(at(folder), { recursive: true });
    make(at(name));
    expectSentence(await program.run(command, { cwd: at(), timeout: 20_000 }), name.split('/')[0]!);
    rmSync(at(name), { recursive: true });
  });

  test('a face is left out, and told', async () => {
    cpSync(at('faces'), at('some'), { recursive: true });
    make(at('some', 'bad_000001_0.png'));
    const { code, stdout } = await program.run(['sort', '-i', 'some'], { cwd: at(), timeout: 20_000 });
    expect(code).toBe(0);
    expect(stdout).toContain('faces: 4');
    rmSync(at('some'), { recursive: true });
  });
});

/** Returns a PNG that says it has `edge` x `edge` pixels of one color: a few hundred kilobytes that fill gigabytes. */
function makeBomb(edge: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const;
    ends[0].writeUInt32BE(data.length);
    ends[1].writeUInt32BE(crc32(body));
    return Buffer.concat([ends[0], body, ends[1]]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(1 + edge * 3).fill(0));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** Runs a command with a limit on its address space where that can be measured; returns the most memory that it had, in MB. */
function runMeasured(args: readonly string[]): { readonly end: CommandEnd; readonly peakMb: number } {
  const env = { ...process.env, LC_ALL: 'C', FACESWAP_STATE: program.resolvePath('state') };
  const { status, stdout, stderr } = spawnSync(
    '/usr/bin/time',
    ['-f', 'peak %M', process.execPath, program.cli, ...args],
    {
      cwd: at(),
      env,
      encoding: 'utf8',
    },
  );
  const peak = /peak (\d+)\n$/.exec(stderr);
  const end = { code: status, stdout, stderr: stderr.replace(/^(Command exited.*|peak .*)\n/gm, '') };
  return { end, peakMb: Number(peak?.[1]) / 1024 };
}

describe('an image that would fill the memory', () => {
  test('is named with its size, and never decoded', async () => {
    mkdirSync(at('bomb'));
    writeFileSync(at('bomb', 'frame.png'), makeBomb(16_000));
    const command = ['extract', '-i', 'bomb', '-o', 'bomb-faces'];
    const end = await program.run(command, { cwd: at() });
    expect(end.stdout).toContain('frame.png is too large: 16000 x 16000 pixels');
    expect(end.code).toBe(1);
    if (!existsSync('/usr/bin/time')) return;
    const { peakMb } = runMeasured(command);
    expect(peakMb).toBeLessThan(1000);
  });

  test('is no image of another kind under the name of a PNG', async () => {
    mkdirSync(at('svg'));
    writeFileSync(at('svg', 'frame.png'), '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    const end = await program.run(['extract', '-i', 'svg', '-o', 'svg-faces'], { cwd: at() });
    expect(end.stdout).toContain('it is no PNG, JPEG, WebP, TIFF, GIF or BMP');
    expect(end.code).toBe(1);
  });
});

test.skipIf(process.platform === 'win32')('a linked folder of a project gets nothing', async () => {
  const outside = await makeOutside(program.resolvePath('elsewhere'));
  const before = outside.read();
  mkdirSync(at('linked'));
  writeFileSync(at('linked', 'faceswap.json'), '{"version":1,"people":[{"name":"ann"}],"models":[]}');
  for (const name of ['people', '.faceswap', 'models']) symlinkSync(outside.folder, at('linked', name));
  const commands = [
    ['frames', '-i', 'faces', '-o', 'linked/people/new'],
    ['sort', '-i', 'linked/people/photos'],
    ['clean-up', '-a', 'linked/people/private.fsa', '-c', 'linked/people/photos'],
    ['sort', '--project', 'linked', '--name', 'ann'],
  ];
  for (const command of commands) {
    const { code, stderr } = await program.run(command, { cwd: at() });
    expect(stderr).toMatch(/leads out of the folder|has no|linked/);
    expect(code).toBe(1);
  }
  expect(outside.read()).toEqual(before);
  expect(readdirSync(outside.folder).sort()).toEqual(['diary.txt', 'photos', 'private.fsa']);
  expect(readFileSync(join(outside.folder, 'diary.txt'), 'utf8')).toBe('dear diary');
});

test('names and journals bring no escape sequence and no mark of direction to the terminal', async () => {
  const evil = 'evil\x1b]0;title\x07\u202egpj\x9b31m';
  mkdirSync(at(evil));
  for (const args of [['sort', '-i', evil], ['frames', '-i', `${evil}.mp4`, '-o', 'out'], [evil]]) {
    const { code, stdout, stderr } = await program.run(args, { cwd: at() });
    expect(code).not.toBe(0);
    expect(stderr).toContain('evil');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not come
    expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    const json = await program.run([...args, '--json'], { cwd: at() });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the same
    expect(json.stdout).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  }
});
