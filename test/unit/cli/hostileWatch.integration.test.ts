import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Program } from '../../support/cli/program';
import { buildFaultEnvironment, readLoggedCalls } from '../../support/faults/faults';
import { createRunCommand } from '../../support/faults/runCommand';
import { prepareInputs, type RunCommand, stageCases } from '../../support/faults/stageCases';
import { listTrespasses } from '../../support/faults/watch';
import { makeOutside, type Outside } from '../../support/hostileFolder';

// Every command runs in a folder that somebody else has made, in which all that could be there is there at once, and a watcher sees
// what its processes write, open, connect to and start.

const program = new Program();
const inputs = program.resolvePath('inputs');
const folder = program.resolvePath('gift');
/** Not beside the folder, so that no command has a reason to look there. */
const home = mkdtempSync(join(tmpdir(), 'faceswap-outside-'));
const marker = join(home, 'it-ran');
let outside: Outside;
let run: RunCommand;

afterAll(() => rmSync(home, { recursive: true, force: true }));

beforeAll(async () => {
  run = createRunCommand(program.cli, program.reviewCommand);
  outside = await makeOutside(join(home, 'private'));
  await prepareInputs(inputs, run);
});

function plant(path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

function makeGift(): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['a', 'b', 'fewer', 'trained', 'a.fsa', 'a.mp4'])
    cpSync(join(inputs, name), join(folder, name), { recursive: true });
  const out = outside.folder;
  for (const faces of ['a', 'b', 'fewer']) {
    plant(`${faces}/.sorting/plan.json`, {
      input: out,
      copy: false,
      staged: false,
      summary: {},
      moves: [{ from: 'diary.txt', to: 'x.png' }],
    });
    plant(`${faces}/.clean-up.json`, { alignments: join(out, 'private.fsa'), before: '', renumberings: [] });
    plant(`${faces}/.review/plan.json`, {
      id: 'x',
      type: 'apply',
      staged: false,
      moves: [{ face: 0, from: 'a_000001_0.png', to: `../../${out}/y.png` }],
      renumbered: [],
      alignments: [],
    });
    // Trainings read faces by links to them, because users collect faces so; sort and clean-up leave them alone.
    if (faces === 'fewer')
      symlinkSync(join(out, 'photos', 'private_000001_0.png'), join(folder, faces, 'z_000001_0.png'));
    symlinkSync(join(out, 'photos'), join(folder, faces, 'linked'));
  }
  for (const name of ['.stills.faceswap.lock', '.faces.faceswap.lock', '.a.faceswap.lock'])
    symlinkSync(join(out, 'no lock'), join(folder, name));
  symlinkSync(join(out, 'diary.txt'), join(folder, 'new.fsa.progress'));
  rmSync(join(folder, 'trained', 'logs', 'losses.csv'));
  symlinkSync(join(out, 'diary.txt'), join(folder, 'trained', 'logs', 'losses.csv'));
  const code = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`;
  for (const name of ['@tensorflow/tfjs-node', '@tensorflow/tfjs', 'onnxruntime-node', 'sharp'])
    plant(`node_modules/${name}/index.js`, code);
  for (const name of ['ffmpeg', 'ffprobe', 'node', 'ps']) {
    plant(name, `#!/bin/sh\ntouch '${marker}'\n`);
    chmodSync(join(folder, name), 0o755);
  }
  plant('.faceswap/jobs/20260101000000000-frames-0000/job.json', {
    id: '20260101000000000-frames-0000',
    stage: 'frames',
    options: { input: 'a.mp4', output: join(out, 'photos') },
    locale: 'en',
    createdAt: '',
  });
}

describe.skipIf(process.platform === 'win32')('in a folder that somebody else has made', () => {
  test.each(stageCases.map((stage) => [stage.name, stage] as const))('%s stays inside', async (name, { args }) => {
    makeGift();
    const before = outside.read();
    const log = program.resolvePath(`${name}.calls`);
    const { code, stderr } = await run(args, folder, {
      ...buildFaultEnvironment({ log }),
      FACESWAP_CACHE: join(folder, 'state'),
    });
    expect({ code: [0, 1].includes(code ?? -1), stderr }).toEqual({
      code: true,
      stderr: expect.not.stringContaining('Internal error'),
    });
    const calls = readLoggedCalls(log);
    expect(calls.length).toBeGreaterThan(20);
    expect(listTrespasses(calls, { folder, writable: [folder], secret: outside.folder })).toEqual([]);
    expect(outside.read()).toEqual(before);
    expect(existsSync(marker)).toBe(false);
  });

  test.each([
    { what: 'the folder of a project for its jobs', link: '.faceswap', args: stageCases[0]!.args },
    {
      what: 'the logs of a model',
      link: 'trained/logs',
      args: stageCases.find(({ name }) => name === 'train on')!.args,
    },
    {
      what: 'the logs of the next session of a model',
      link: 'trained/logs/session_2',
      args: stageCases.find(({ name }) => name === 'train on')!.args,
    },
    {
      what: 'the previews of a model',
      link: 'trained/previews',
      args: stageCases.find(({ name }) => name === 'train on')!.args,
    },
  ])('$what as a link to elsewhere is refused in a sentence', async ({ link, args }) => {
    makeGift();
    plant('faceswap.json', { version: 1, people: [], models: [] });
    rmSync(join(folder, link), { recursive: true, force: true });
    symlinkSync(outside.folder, join(folder, link));
    const before = outside.read();
    const { code, stderr } = await run(args, folder, { FACESWAP_STATE: join(home, 'state') });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/leads out of the folder .* which is not allowed\./),
    });
    expect(outside.read()).toEqual(before);
  });

  const canTrace = spawnSync('strace', ['-V']).status === 0;

  test.skipIf(!canTrace)('ffmpeg opens nothing of elsewhere and connects to nothing (needs strace)', async () => {
    makeGift();
    const trace = program.resolvePath('trace');
    const args = [
      '-f',
      '-qq',
      '-e',
      'trace=connect,rename,unlink,open,openat,execve',
      '-o',
      trace,
      process.execPath,
      program.cli,
    ];
    const env = { ...process.env, LC_ALL: 'C', FACESWAP_STATE: join(folder, 'state') };
    const { status } = spawnSync('strace', [...args, ...stageCases[0]!.args], { cwd: folder, env, encoding: 'utf8' });
    expect(status).toBe(0);
    const lines = readFileSync(trace, 'utf8').split('\n');
    expect(lines.filter((line) => line.includes('execve(') && line.includes('ffmpeg')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(outside.folder))).toEqual([]);
    expect(lines.filter((line) => /connect\(.*AF_INET/.test(line))).toEqual([]);
    expect(existsSync(marker)).toBe(false);
  });
});
