import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { resolveCacheFolder } from '../../files/userFolders';
import { openSession, type Session, type SessionOptions } from '../../runtime/session';
import { readFaceApiVersion, readWeights, type Weights } from './weights';

/** Raise it when a graph changes, so that caches of the old one are passed over. */
const graphRevision = 1;

/**
 * Opens a network of face-api as an ONNX session: from the cache, or made from the package's weights and then cached.
 * A cache that is damaged is made anew; one that cannot be written is done without.
 */
export async function openNetwork(
  model: string,
  graph: (weights: Weights) => Uint8Array,
  options: SessionOptions,
): Promise<Session> {
  const path = join(resolveCacheFolder(), `${model}-${await readFaceApiVersion()}-${graphRevision}.onnx`);
  const cached = await readFile(path).catch(() => undefined);
  if (cached) {
    const session = await openSession(cached, options).catch(() => undefined);
    if (session) return session;
  }
  const bytes = graph(await readWeights(model));
  await writeFileAtomic(path, bytes).catch(() => undefined);
  return openSession(bytes, options);
}
