import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { readRegularFile } from '../../files/regularFile';
import { resolveCacheFolder } from '../../files/userFolders';
import type { Image } from '../../media/frames';
import { createTensor, type HostTensor, openSession, type Session, type SessionOptions } from '../../runtime/session';
import { createSessionOptions } from '../sessionOptions';
import type { Letterbox, Placement } from './letterbox';
import { readFaceApiVersion, readWeights, type Weights } from './weights';

/** A network whose inputs are squares of one size. */
export interface SquareNetwork {
  /** Runs the network on a batch of pictures. The first axis of each result is that of the pictures. */
  run(images: readonly Image[]): Promise<Readonly<Record<string, HostTensor>>>;
  release(): Promise<void>;
}

export interface SquareNetworkOptions extends Placement {
  /** Name of the model's files in face-api. */
  readonly model: string;
  readonly graph: (weights: Weights) => Uint8Array;
  readonly threads?: number | undefined;
}

/** Returns a network that is loaded when it is first used. */
export function openSquareNetwork(letterbox: Letterbox, options: SquareNetworkOptions): SquareNetwork {
  const { model, graph, size, threads } = options;
  let session: Promise<Session> | undefined;
  return {
    async run(images) {
      session ??= openNetwork(model, graph, createSessionOptions(threads));
      const squares: Float32Array[] = [];
      for (const image of images) squares.push(await letterbox.fit(image, options));
      return (await session).run({
        pixels: createTensor('float32', joinSquares(squares), [images.length, 3, size, size]),
      });
    },
    release: async () => (await session)?.release(),
  };
}

function joinSquares(parts: readonly Float32Array[]): Float32Array {
  const [first, ...rest] = parts;
  if (first && rest.length === 0) return first;
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Returns the part of a batched result that belongs to the input at `index`. */
export function selectResult({ data, dims }: HostTensor, index: number): Float32Array {
  const length = data.length / dims[0]!;
  return (data as Float32Array).subarray(index * length, (index + 1) * length);
}

/** Increase it when a graph changes: files that were cached with another revision are ignored. */
const graphRevision = 1;
const maxNetworkBytes = 2 ** 28;

/**
 * Opens a network of face-api as an ONNX session. It reads the ONNX file from the cache, or builds it from the weights of
 * the package and caches it. A damaged file in the cache is written again; a cache that cannot be written is ignored.
 */
async function openNetwork(
  model: string,
  graph: (weights: Weights) => Uint8Array,
  options: SessionOptions,
): Promise<Session> {
  const path = join(resolveCacheFolder(), `${model}-${await readFaceApiVersion()}-${graphRevision}.onnx`);
  const cached = await readRegularFile(path, maxNetworkBytes).catch(() => undefined);
  if (cached) {
    const session = await openSession(cached, options).catch(() => undefined);
    if (session) return session;
  }
  const bytes = graph(await readWeights(model));
  await writeFileAtomic(path, bytes).catch(() => undefined);
  return openSession(bytes, options);
}
