import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectToJob } from '../../../../src/jobs/protocol/jobConnection';
import { LineSplitter, maxRequestLength, parseJobMessage } from '../../../../src/jobs/protocol/jobProtocol';
import { type JobServer, openJobServer } from '../../../../src/jobs/protocol/jobServer';
import { getJobSocketPath } from '../../../../src/jobs/protocol/jobSocket';
import { Random } from '../../../../src/tensor/random';

let folder: string;
let server: JobServer;
const done = { cancels: 0, controls: 0 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-server-'));
  process.env.FACESWAP_STATE = join(folder, 'state');
  Object.assign(done, { cancels: 0, controls: 0 });
  server = await openJobServer(folder, {
    getSnapshot: () => ({ state: 'running' }),
    cancel: () => void done.cancels++,
    control: () => ++done.controls > 0,
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function connectRawClient(): Promise<{ socket: Socket; heard: Record<string, number> }> {
  const socket = connect(getJobSocketPath(folder));
  await once(socket, 'connect');
  const heard: Record<string, number> = {};
  const lines = new LineSplitter(1 << 20);
  socket.on('data', (piece) => {
    for (const line of lines.push(piece) ?? []) {
      const { type } = parseJobMessage(line) ?? { type: 'unsound' };
      heard[type] = (heard[type] ?? 0) + 1;
    }
  });
  return { socket, heard };
}

const samples = [
  '{"type":"follow","id":1}',
  '{"type":"cancel","id":2}',
  '{"type":"control","id":3,"command":"snapshot"}',
  '{"type":"answer","id":4,"done":true}',
  '{"type":"event","event":{"type":"log","level":"info","message":"x"}}',
  '{"__proto__":{"type":"cancel","id":1},"constructor":{},"type":"toString","id":-1}',
  '[[[[[[[[[[[[[[[[{"a":1e999}]]]]]]]]]]]]]]]]',
  'null',
];

test('100,000 random messages are each refused or answered', { timeout: 30_000 }, async () => {
  const random = new Random(20);
  const drawBelow = (limit: number) => random.integer(limit);
  const createRandomLine = (): Buffer => {
    const sample = Buffer.from(samples[drawBelow(samples.length)]!);
    const kind = drawBelow(4);
    if (kind === 0) return sample;
    if (kind === 1) return Buffer.from(Array.from({ length: drawBelow(40) }, () => drawBelow(256)));
    const mutated = Buffer.from(sample);
    for (let i = 0; i <= drawBelow(4); i++) mutated[drawBelow(mutated.length)] = drawBelow(256);
    return kind === 2 ? mutated : Buffer.concat([mutated.subarray(drawBelow(mutated.length)), sample]);
  };
  const { socket, heard } = await connectRawClient();
  const messages = 100_000;
  let pieces: Buffer[] = [];
  for (let sent = 0; sent < messages; sent++) {
    // A newline stands only at the end of a line.
    pieces.push(Buffer.from(createRandomLine().map((byte) => (byte === 10 ? 32 : byte))), Buffer.from('\n'));
    if (sent % 500 !== 499) continue;
    const isFull = !socket.write(Buffer.concat(pieces));
    pieces = [];
    if (isFull) await once(socket, 'drain');
  }
  await expect.poll(() => (heard.refused ?? 0) + (heard.answer ?? 0), { timeout: 20_000 }).toBe(messages);
  expect(heard.unsound).toBeUndefined();
  expect(heard.refused).toBeGreaterThan(messages / 2);
  expect(done.cancels).toBeGreaterThan(1000);
  expect(done.controls).toBeGreaterThan(1000);
  socket.destroy();
  const connection = await connectToJob(folder);
  expect(await connection!.control('save')).toBe(true);
  connection!.close();
});

test('a line without end is refused and its sender disconnected, without effect on others', async () => {
  const connection = await connectToJob(folder);
  const { socket, heard } = await connectRawClient();
  socket.on('error', () => undefined); // it continues to write after the job has disconnected
  socket.write('x'.repeat(maxRequestLength + 1));
  await once(socket, 'close');
  expect(heard).toEqual({ refused: 1 });
  expect(await connection!.control('save')).toBe(true);
  connection!.close();
});

test('a client that does not read is disconnected before it fills the memory', async () => {
  const { socket } = await connectRawClient();
  socket.write('{"type":"follow","id":1}\n');
  await once(socket, 'data');
  socket.pause();
  const before = process.memoryUsage().external + process.memoryUsage().heapUsed;
  for (let i = 0; i < 2000; i++) server.sendEvent({ type: 'log', level: 'info', message: 'x'.repeat(100_000) });
  const grown = process.memoryUsage().external + process.memoryUsage().heapUsed - before;
  expect(grown).toBeLessThan(64 << 20);
  socket.resume();
  await once(socket, 'close');
});

test.skipIf(process.platform === 'win32')('the socket is for this user only', async () => {
  const sockets = join(folder, 'state', 'sockets');
  expect((await stat(sockets)).mode & 0o777).toBe(0o700);
  expect(await readdir(sockets)).toHaveLength(1);
});

test('connecting fails when nobody listens', async () => {
  await server.close();
  expect(await connectToJob(folder)).toBeUndefined();
});
