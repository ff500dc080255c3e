import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getCudaEnvironment } from '../../../src/runtime/cuda/cudaFolder';
import { fetchCuda } from '../../../src/runtime/cuda/fetchCuda';
import { getRuntimeFolder } from '../../../src/runtime/cuda/runtimeFolder';
import { CanceledError } from '../../../src/shared/errors';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { Random } from '../../../src/tensor/random';

/** The zip writer of onnxruntime-node, which is independent of our reader. */
const AdmZip = createRequire(createRequire(import.meta.url).resolve('onnxruntime-node'))('adm-zip') as new () => {
  addFile(name: string, content: Buffer): void;
  toBuffer(): Buffer;
};

const random = new Random(5);
const createNoise = (length: number) => Buffer.from(Uint8Array.from({ length }, () => random.integer(256)));
const cuda = createNoise(700_000);
const shared = Buffer.from('shared '.repeat(1000));

function zipFiles(files: Readonly<Record<string, Buffer>>): Buffer {
  const zip = new AdmZip();
  for (const [name, content] of Object.entries(files)) zip.addFile(name, content);
  return zip.toBuffer();
}

const nupkg = zipFiles({
  'readme.md': Buffer.from('hello'),
  'runtimes/linux-x64/native/libonnxruntime_providers_cuda.so': cuda,
  'runtimes/linux-x64/native/libonnxruntime_providers_shared.so': shared,
});

/** Starts a registry on this machine. `answer` may handle a request for the package; it returns whether it did. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false) {
  const ranges: (string | undefined)[] = [];
  const promised = { content: nupkg, size: nupkg.length };
  const server = createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sendJson = (value: object) => response.end(JSON.stringify(value));
    if (request.url?.endsWith('/1.30.0.json'))
      return sendJson({ packageContent: `${base}/package`, catalogEntry: `${base}/catalog` });
    if (request.url === '/catalog') {
      const packageHash = createHash('sha512').update(promised.content).digest('base64');
      return sendJson({ packageHash, packageHashAlgorithm: 'SHA512', packageSize: promised.size });
    }
    ranges.push(request.headers.range);
    if (!answer(request, response)) sendRest(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const source = `http://127.0.0.1:${(server.address() as AddressInfo).port}/registration`;
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { source, ranges, promised, close };
}

function sendRest(request: IncomingMessage, response: ServerResponse, content = nupkg): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from > 0) response.writeHead(206, { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` });
  response.end(content.subarray(from));
}

/** Sends the first bytes, then closes the connection. */
function cutAfter(request: IncomingMessage, response: ServerResponse, bytes: number): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const headers = { 'content-length': nupkg.length - from };
  const range = { 'content-range': `bytes ${from}-${nupkg.length - 1}/${nupkg.length}` };
  response.writeHead(from > 0 ? 206 : 200, from > 0 ? { ...headers, ...range } : headers);
  response.write(nupkg.subarray(from, from + bytes), () => setTimeout(() => response.destroy(), 100));
}

let folder: string;
let registry: Awaited<ReturnType<typeof serve>> | undefined;
const before = process.env.FACESWAP_CACHE;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuda-'));
  process.env.FACESWAP_CACHE = folder;
});
afterEach(async () => {
  await registry?.close();
  registry = undefined;
  if (before === undefined) delete process.env.FACESWAP_CACHE;
  else process.env.FACESWAP_CACHE = before;
  await rm(folder, { recursive: true });
});

function createJob(signal = new AbortController().signal) {
  const events: JobEvent[] = [];
  return { signal, events, emit: (event: JobEvent) => void events.push(event) };
}

const getPartPath = () => join(folder, 'microsoft.ml.onnxruntime.gpu.linux.1.30.0.nupkg.part');

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('fetching the CUDA library', () => {
  it('continues after a broken connection, reports progress, and installs the complete library', async () => {
    let cuts = 0;
    registry = await serve((request, response) => {
      if (cuts++ >= 4) return false;
      cutAfter(request, response, 100_000);
      return true;
    });
    const context = createJob();
    const path = await fetchCuda(context, registry.source);
    expect(registry.ranges.length).toBe(5);
    expect(registry.ranges.at(-1)).toMatch(/^bytes=\d+-$/);
    expect(await readFile(join(path, 'libonnxruntime_providers_cuda.so'))).toEqual(cuda);
    expect(await readFile(join(path, 'libonnxruntime_providers_shared.so'))).toEqual(shared);
    expect(readdirSync(folder)).toEqual(['cuda-1.30.0']);
    expect(context.events[0]).toMatchObject({ type: 'phase', total: nupkg.length });
    expect(context.events.at(-1)).toMatchObject({ type: 'progress', done: nupkg.length });
    expect(getCudaEnvironment().LD_LIBRARY_PATH!.split(':')[0]).toBe(path);

    const asked = registry.ranges.length;
    expect(await fetchCuda(createJob(), registry.source)).toBe(path);
    expect(registry.ranges.length).toBe(asked);
  });

  it('lets ONNX Runtime look for its providers in the folder of the library', async () => {
    registry = await serve();
    await fetchCuda(createJob(), registry.source);
    const { probeDevice } = await import('../../../src/runtime/devices/probe');
    const { works, reason } = await probeDevice('cuda');
    expect(works).toBe(false); // the installed file is not a library
    expect(reason).toContain(join(folder, 'cuda-1.30.0', 'libonnxruntime_providers_shared.so'));
  });

  it('starts over when the server cannot send the rest', async () => {
    let first = true;
    registry = await serve((request, response) => {
      if (first) cutAfter(request, response, 50_000);
      else response.end(nupkg);
      first = false;
      return true;
    });
    const path = await fetchCuda(createJob(), registry.source);
    expect(await readFile(join(path, 'libonnxruntime_providers_cuda.so'))).toEqual(cuda);
  });

  it('keeps the downloaded part when it is canceled or the server does not answer, and says so', async () => {
    const controller = new AbortController();
    registry = await serve((_request, response) => {
      response.write(nupkg.subarray(0, 200_000)); // and nothing more
      return true;
    });
    const cancelling = {
      signal: controller.signal,
      emit: (event: JobEvent) => event.type === 'progress' && event.done > 0 && controller.abort(),
    };
    await expect(fetchCuda(cancelling, registry.source)).rejects.toThrow(CanceledError);
    expect((await stat(getPartPath())).size).toBeGreaterThan(0);
    await registry.close();
    registry = await serve((_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    const { size } = await stat(getPartPath());
    await expect(fetchCuda(createJob(), registry.source)).rejects.toThrow(/HTTP 503.*to continue/);
    expect((await stat(getPartPath())).size).toBe(size);
    expect(readdirSync(folder).length).toBe(1);
  });

  it.each([
    ['another content', (content: Buffer) => Buffer.from(content).fill(0, 1000, 1010)],
    ['more than was promised', (content: Buffer) => Buffer.concat([content, Buffer.alloc(10)])],
  ])('deletes %s', async (_what, spoil) => {
    registry = await serve((request, response) => {
      sendRest(request, response, spoil(nupkg));
      return true;
    });
    await expect(fetchCuda(createJob(), registry.source)).rejects.toThrow(/wrong size or checksum/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses other hosts and addresses without encryption', async () => {
    registry = await serve((request, response) => {
      response.writeHead(302, { location: `http://localhost:${request.socket.localPort}/elsewhere` }).end();
      return true;
    });
    await expect(fetchCuda(createJob(), registry.source)).rejects.toThrow(/redirects to another host, localhost/);
    await expect(fetchCuda(createJob(), 'http://example.com/v3')).rejects.toThrow(/is not an https address/);
    await expect(fetchCuda(createJob(), 'nonsense')).rejects.toThrow(/is not an https address/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps the package when it cannot be unpacked', async () => {
    const empty = zipFiles({ 'readme.md': Buffer.from('hello') });
    registry = await serve((request, response) => {
      sendRest(request, response, empty);
      return true;
    });
    Object.assign(registry.promised, { content: empty, size: empty.length });
    await expect(fetchCuda(createJob(), registry.source)).rejects.toThrow(/contains no runtimes/);
    expect(getCudaEnvironment()).toEqual({});
  });

  it('knows where the npm package keeps its libraries', async () => {
    expect(readdirSync(getRuntimeFolder())).toContain('libonnxruntime.so.1');
  });
});
