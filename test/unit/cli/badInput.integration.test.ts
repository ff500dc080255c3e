import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CommandEnd, makeFaceClip, makePatternClip, Program, waitForEnd } from '../../support/cli/program';

const program = new Program();
const { folder } = program;

beforeAll(async () => {
  makeFaceClip(program.resolvePath('face.mp4'), 'a', 3);
  makePatternClip(program.resolvePath('pattern.mp4'), 8);
  copyFileSync(program.resolvePath('pattern.mp4'), program.resolvePath('cut.mp4'));
  truncateSync(program.resolvePath('cut.mp4'), 3000);
  writeFileSync(program.resolvePath('empty.mp4'), '');
  writeFileSync(program.resolvePath('text.mp4'), 'This is a text and no video.\n'.repeat(100));
  writeFileSync(program.resolvePath('damaged.fsa'), 'x'.repeat(1000));
  mkdirSync(program.resolvePath('nothing'));
  mkdirSync(program.resolvePath('headless'));
  const picture = { create: { width: 64, height: 64, channels: 3, background: '#886644' } } as const;
  await sharp(picture).png().toFile(program.resolvePath('headless', 'face.png'));
});

/** One sentence or two on standard error, no stack, and the exit code of a user error. */
function expectSentence(end: CommandEnd, ...words: (string | RegExp)[]): void {
  for (const word of words) expect(end.stderr).toMatch(word);
  expect(end.stderr.trim().split('\n')).toHaveLength(1);
  expect(end.stderr).not.toMatch(/\bat .+:\d+:\d+|Internal error/);
  expect(end.code).toBe(1);
}

const commands = {
  frames: (input: string) => ['frames', '-i', input, '-o', 'out-frames'],
  extract: (input: string) => ['extract', '-i', input, '-o', 'out-faces'],
};

describe.each(Object.entries(commands))('%s', (name, command) => {
  test.each(['cut.mp4', 'empty.mp4', 'text.mp4', 'missing.mp4', 'nothing'])(
    'names %s, which it cannot read',
    async (input) => {
      expectSentence(await program.run(command(input)), input);
      expect(existsSync(program.resolvePath(`${name}.faceswap.lock`))).toBe(false);
    },
  );

  test('says that there is no ffmpeg, and how to install it', async () => {
    expectSentence(await program.run(command('pattern.mp4'), { env: { PATH: folder } }), /ffmpeg/, /[Ii]nstall/);
  });

  test.skipIf(process.platform === 'win32')('says that the ffmpeg is too old', async () => {
    const bin = program.resolvePath('old');
    mkdirSync(bin, { recursive: true });
    for (const tool of ['ffmpeg', 'ffprobe']) {
      writeFileSync(join(bin, tool), `#!/bin/sh\necho '${tool} version 4.1.3 Copyright (c) 2000-2019'\n`);
      chmodSync(join(bin, tool), 0o755);
    }
    const path = `${bin}:${process.env.PATH}`;
    expectSentence(await program.run(command('pattern.mp4'), { env: { PATH: path } }), /4\.1\.3/, /4\.4/);
  });
});

test('a video without faces is reported, and leaves no alignments', async () => {
  expectSentence(
    await program.run(['extract', '-i', 'pattern.mp4', '-o', 'out-nobody']),
    /No faces were found/,
    'pattern.mp4',
  );
  expect(existsSync(program.resolvePath('pattern_alignments.fsa'))).toBe(false);
});

test('damaged alignments are named, and are not changed', async () => {
  const before = readFileSync(program.resolvePath('damaged.fsa'));
  expectSentence(await program.run(['clean-up', '-a', 'damaged.fsa', '-c', 'headless']), 'damaged.fsa');
  const convert = ['convert', '-i', 'face.mp4', '-p', 'damaged.fsa', '-m', 'model', '-o', 'out.mp4'];
  expectSentence(await program.run(convert), 'damaged.fsa');
  expect(readFileSync(program.resolvePath('damaged.fsa'))).toEqual(before);
  expect(existsSync(program.resolvePath('out.mp4'))).toBe(false);
});

test('face images without a header are reported, and do not crash the command', async () => {
  expectSentence(await program.run(['sort-by-face', '-i', 'headless']), 'headless');
  expectSentence(
    await program.run(['train', '-A', 'headless', '-B', 'headless', '-m', 'model', '-t', 'nimble']),
    'headless',
  );
  expect(existsSync(program.resolvePath('headless', 'face.png'))).toBe(true);
});

test('a train.ini with wrong values names the option', async () => {
  writeFileSync(program.resolvePath('train.ini'), '[global]\nlearning_rate = fast\n');
  const train = ['train', '-A', 'headless', '-B', 'headless', '-m', 'model', '-t', 'nimble', '-C', 'train.ini'];
  expectSentence(await program.run(train), /train\.ini|learning_rate/);
});

test('an output that cannot be a folder is named', async () => {
  const end = await program.run(['frames', '-i', 'pattern.mp4', '-o', join('text.mp4', 'frames')]);
  expectSentence(end, 'text.mp4');
});

const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

test.skipIf(process.platform === 'win32')('an unreadable folder is named', async () => {
  for (const open of [folder, program.resolvePath('state')]) {
    mkdirSync(open, { recursive: true });
    chmodSync(open, 0o777);
  }
  mkdirSync(program.resolvePath('closed'), { recursive: true });
  chmodSync(program.resolvePath('closed'), 0o000);
  const own = {
    HOME: folder,
    FACESWAP_STATE: program.resolvePath('state-of-nobody'),
    FACESWAP_CACHE: program.resolvePath('cache'),
  };
  const end = await waitForEnd(
    program.start(['extract', '-i', 'closed', '-o', 'out-closed'], { ...asNobody, env: own }),
  );
  chmodSync(program.resolvePath('closed'), 0o755);
  expectSentence(end, /closed/);
});

/** Runs a command where a disk of 256 kB of its own is mounted at `disk`; nobody else sees it. */
function runOnSmallDisk(disk: string, command: readonly string[]) {
  const script = 'mount -t tmpfs -o size=256k tmpfs "$0" && exec "$@"';
  const env = { ...process.env, LC_ALL: 'C', FACESWAP_STATE: program.resolvePath('state') };
  const args = ['--map-root-user', '--mount', 'sh', '-c', script, disk, ...command];
  return spawnSync('unshare', args, { encoding: 'utf8', cwd: folder, env });
}

const canMount = process.platform === 'linux' && runOnSmallDisk(tmpdir(), ['true']).status === 0;

test.skipIf(!canMount)('a full disk is reported (needs user namespaces)', () => {
  mkdirSync(program.resolvePath('disk'));
  makePatternClip(program.resolvePath('long.mp4'), 60);
  for (const command of [
    commands.frames('long.mp4'),
    ['extract', '-i', 'face.mp4', '-o', 'disk/faces', '-p', 'disk/x.fsa'],
  ]) {
    const args = command.map((argument) => (argument === 'out-frames' ? 'disk/frames' : argument));
    const end = runOnSmallDisk(program.resolvePath('disk'), [process.execPath, program.cli, ...args]);
    expectSentence({ code: end.status, stdout: end.stdout, stderr: end.stderr }, /The disk is full/);
  }
});
