import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findFfmpeg, isOlderVersion } from '../../../src/media/ffmpeg';
import { UserError } from '../../../src/shared/errors';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';

const folder = createTemporaryFolder();
afterEach(() => vi.unstubAllEnvs());

/** A folder with an ffmpeg and an ffprobe that call themselves `version`. */
function writeFakeFfmpeg(version: string): string {
  const place = join(folder, version);
  mkdirSync(place);
  for (const name of ['ffmpeg', 'ffprobe']) {
    writeFileSync(
      join(place, name),
      `#!/bin/sh\necho "${name} version ${version} Copyright (c) the FFmpeg developers"\n`,
    );
    chmodSync(join(place, name), 0o755);
  }
  return place;
}

async function readErrorMessage(): Promise<string> {
  const error = await findFfmpeg().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('ffmpeg', () => {
  it('is found on the PATH, with its version', async () => {
    expect((await findFfmpeg()).version).toMatch(/\d/);
  });

  it.skipIf(process.platform === 'win32')(
    'is taken from FACESWAP_FFMPEG, which is a folder or the binary',
    async () => {
      const place = writeFakeFfmpeg('n6.1.2');
      vi.stubEnv('FACESWAP_FFMPEG', place);
      expect(await findFfmpeg()).toEqual({
        ffmpeg: join(place, 'ffmpeg'),
        ffprobe: join(place, 'ffprobe'),
        version: 'n6.1.2',
      });
      vi.stubEnv('FACESWAP_FFMPEG', join(place, 'ffmpeg'));
      expect((await findFfmpeg()).ffprobe).toBe(join(place, 'ffprobe'));
    },
  );

  it.skipIf(process.platform === 'win32')('is never taken from the working directory', async () => {
    const place = relative(process.cwd(), writeFakeFfmpeg('n6.1.3')); // the same as one below it
    vi.stubEnv('FACESWAP_FFMPEG', join(place, 'ffmpeg'));
    expect(await readErrorMessage()).toMatch(/n6\.1\.3\/ffmpeg, must begin at the root/);
    vi.stubEnv('FACESWAP_FFMPEG', '');
    vi.stubEnv('PATH', `.:${place}::`);
    expect(await readErrorMessage()).toMatch(/ffmpeg could not be run/);
  });

  it('that is missing is reported with how to install it, and found once it is installed', async () => {
    vi.stubEnv('PATH', join(folder, 'nothing'));
    expect(await readErrorMessage()).toMatch(/ffmpeg could not be run.*[Ii]nstall/);
    vi.unstubAllEnvs();
    expect((await findFfmpeg()).ffmpeg).toMatch(/^[/\\].*ffmpeg$|^[A-Z]:.*ffmpeg\.exe$/);
  });

  it.skipIf(process.platform === 'win32')(
    'that is too old is reported with its version and the required one',
    async () => {
      vi.stubEnv('FACESWAP_FFMPEG', writeFakeFfmpeg('4.3.8-0+deb11u1'));
      expect(await readErrorMessage()).toMatch(/4\.3\.8-0\+deb11u1.*too old: 4\.4/);
    },
  );

  it.each([
    ['4.3.8', true],
    ['3.4', true],
    ['4.4', false],
    ['4.10', false],
    ['n7.1', false],
    ['10.0.1', false],
    ['N-109542-g1bf1beb75f', false],
  ])('%s counts as older than 4.4: %s', (version, expected) => {
    expect(isOlderVersion(version, [4, 4])).toBe(expected);
  });
});
