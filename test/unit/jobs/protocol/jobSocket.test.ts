import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobFolder } from '../../../../src/jobs/journal/createJobFolder';
import { connectToJob } from '../../../../src/jobs/protocol/jobConnection';
import { getJobSocketPath, isOwnSocket, prepareSocketFolder } from '../../../../src/jobs/protocol/jobSocket';

let temporary: string;
let server: Server;
let connections = 0;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 's-'));
  // Too long for the path of a socket: that is then in the temporary folder, which everybody shares.
  vi.stubEnv('FACESWAP_STATE', join(temporary, 'long'.repeat(40)));
  vi.stubEnv('TMPDIR', temporary);
  connections = 0;
  server = createServer(() => connections++);
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

describe.skipIf(process.platform === 'win32')('the socket of a job', () => {
  it('is connected to only in a folder that nobody else may change', async () => {
    const job = join(temporary, 'job');
    mkdirSync(job);
    const path = getJobSocketPath(job);
    expect(dirname(path)).toBe(join(temporary, `faceswap-${userInfo().uid}`));
    mkdirSync(dirname(path));
    chmodSync(dirname(path), 0o777);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await connectToJob(job)).toBeUndefined();
    expect(connections).toBe(0);
    await prepareSocketFolder(path);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(await isOwnSocket(path)).toBe(true);
  });

  it('is refused where its folder is a link', async () => {
    const path = getJobSocketPath(temporary);
    mkdirSync(join(temporary, 'elsewhere'));
    symlinkSync(join(temporary, 'elsewhere'), dirname(path));
    await expect(prepareSocketFolder(path)).rejects.toThrow('belongs to another user');
  });
});

it.skipIf(process.platform === 'win32')('the journal of a job is for its owner alone', async () => {
  vi.stubEnv('FACESWAP_STATE', join(temporary, 'state'));
  const folder = await createJobFolder(join(temporary, 'jobs'), { stage: 'devices', options: {}, locale: 'en' });
  expect(existsSync(folder.recordPath)).toBe(true);
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
});
