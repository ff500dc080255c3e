import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { createFolder } from '../../files/createFolder';
import { openRegularFile, readRegularText } from '../../files/regularFile';
import { resolveCacheFolder } from '../../files/userFolders';
import { measures } from '../measures/measures';
import type { FaceMeasures, MeasuredFace } from './faceMeasures';

/** Returns the key of a face's file, which stays the same when the file moves and changes when it is rewritten. */
export async function computeFaceKey(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined); // removed in the meantime
  return found && `${found.ino}:${found.size}:${found.mtimeMs}`;
}

/** A part of a file. */
interface FileRange {
  readonly at: number;
  readonly length: number;
}

export interface CachedFace {
  readonly measures: FaceMeasures;
}

/** The entry of a face in the index. */
interface StoredFace extends CachedFace {
  readonly thumbnail: FileRange;
  readonly signature: FileRange;
  readonly vector?: FileRange;
}

interface IndexLine extends StoredFace {
  readonly key: string;
}

/** The cache file of one process; two windows that show the same faceset write two of them. */
interface Pack {
  readonly file: FileHandle;
  size: number;
}

interface Entry extends StoredFace {
  readonly pack: Pack;
}

/** The pack that this process writes, and its index. */
interface OwnPack extends Pack {
  readonly index: FileHandle;
  readonly paths: readonly string[];
}

const integer = v.pipe(v.number(), v.integer());
const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const rangeSchema = v.object({ at: bytes, length: bytes });
const indexLineSchema = v.object({
  key: v.string(),
  // The other keys are names of measures.
  measures: v.objectWithRest(
    { frame: v.exactOptional(v.string()), index: v.exactOptional(integer), network: v.exactOptional(v.string()) },
    v.number(),
  ),
  thumbnail: rangeSchema,
  signature: rangeSchema,
  vector: v.exactOptional(rangeSchema),
});

/** Each process writes a pack; if there are more than this, all are deleted. */
const maxPacks = 12;
const maxIndexBytes = 256 * 2 ** 20;
/** Faces that are kept in memory where they cannot be written: a few kilobytes each. */
const maxFacesInMemory = 20_000;
/** Raised whenever an index has other content; the measures that are in it count as well. */
const version = ['2', ...measures.map(({ name }) => name)].join('-');

/**
 * Keeps thumbnails and measures of faces on disk in packs: one file with thousands of pictures, and an index with a line
 * for each. Everything can be computed again, so entries that cannot be read are ignored. Where nothing can be written, as on
 * a full disk, the last faces are kept in memory until the cache is closed.
 */
export class FaceCache {
  readonly #entries = new Map<string, Entry>();
  readonly #inMemory = new Map<string, MeasuredFace>();
  readonly #packs: Pack[] = [];
  readonly #own: OwnPack | undefined;
  #isWritable: boolean;
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(own: OwnPack | undefined) {
    this.#own = own;
    this.#isWritable = own !== undefined;
  }

  static async open(faces: string): Promise<FaceCache> {
    const name = createHash('sha256').update(faces).digest('hex').slice(0, 24);
    const folder = join(resolveCacheFolder(), 'review', name);
    const names = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.pack'));
    const stale = names.length > maxPacks ? names.splice(0) : [];
    for (const file of stale)
      for (const path of [join(folder, file), join(folder, getIndexName(file))])
        await rm(path, { force: true }).catch(() => undefined); // it may only be read, and takes room, but is ignored
    const cache = new FaceCache(await openOwnPack(folder).catch(() => undefined)); // read-only, full, or below a file
    for (const file of names) await cache.#read(folder, file);
    return cache;
  }

  get(key: string): CachedFace | undefined {
    return this.#inMemory.get(key) ?? this.#entries.get(key);
  }

  /** Returns everything that is cached of a face; undefined if it cannot be read. */
  async readMeasuredFace(key: string): Promise<MeasuredFace | undefined> {
    const [measures, thumbnail] = [this.get(key)?.measures, await this.readThumbnail(key)];
    const signature = await this.readSignature(key);
    if (!measures || !thumbnail || !signature) return undefined;
    const vector = await this.readVector(key);
    return { measures, thumbnail, signature, ...(vector && { vector }) };
  }

  /** Returns what near-duplicates of a face are found by. */
  async readSignature(key: string): Promise<Uint8Array | undefined> {
    const kept = this.#inMemory.get(key);
    if (kept) return kept.signature;
    const entry = this.#entries.get(key);
    return entry && (await readPart(entry.pack, entry.signature));
  }

  async readThumbnail(key: string): Promise<Uint8Array | undefined> {
    const kept = this.#inMemory.get(key);
    if (kept) return kept.thumbnail;
    const entry = this.#entries.get(key);
    return entry && (await readPart(entry.pack, entry.thumbnail));
  }

  /** Returns the identity vector of a face; undefined if it has none. */
  async readVector(key: string): Promise<Float32Array | undefined> {
    const kept = this.#inMemory.get(key);
    if (kept) return kept.vector;
    const entry = this.#entries.get(key);
    const bytes = entry?.vector && (await readPart(entry.pack, entry.vector));
    return bytes && new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  }

  /** Adds a face; concurrent calls run one after another. */
  async add(key: string, face: MeasuredFace): Promise<void> {
    const write = this.#lastWrite.then(async () => {
      if (this.#own && this.#isWritable) await this.#write(this.#own, key, face).catch(() => this.#stopWriting());
      if (!this.#isWritable) this.#keepInMemory(key, face);
    });
    this.#lastWrite = write;
    await write;
  }

  /** Nothing is written behind a part of a face: where the next one would be in the pack is not known. */
  #stopWriting(): void {
    this.#isWritable = false;
  }

  #keepInMemory(key: string, face: MeasuredFace): void {
    this.#inMemory.set(key, face);
    const [oldest] = this.#inMemory.keys();
    if (this.#inMemory.size > maxFacesInMemory && oldest !== undefined) this.#inMemory.delete(oldest);
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    for (const { file } of this.#packs) await file.close();
    if (!this.#own) return;
    await this.#own.file.close();
    await this.#own.index.close();
    if (this.#own.size > 0) return;
    for (const path of this.#own.paths) await rm(path, { force: true }); // nothing was added
  }

  async #write(own: OwnPack, key: string, { measures, thumbnail, signature, vector }: MeasuredFace): Promise<void> {
    const at = own.size;
    const bytes = vector ? new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength) : new Uint8Array(0);
    await own.file.appendFile(Buffer.concat([thumbnail, signature, bytes]));
    own.size += thumbnail.length + signature.length + bytes.length;
    const vectorAt = at + thumbnail.length + signature.length;
    const entry: StoredFace = {
      measures,
      thumbnail: { at, length: thumbnail.length },
      signature: { at: at + thumbnail.length, length: signature.length },
      ...(vector && { vector: { at: vectorAt, length: bytes.length } }),
    };
    await own.index.appendFile(`${JSON.stringify({ key, ...entry } satisfies IndexLine)}\n`);
    this.#entries.set(key, { ...entry, pack: own });
  }

  async #read(folder: string, file: string): Promise<void> {
    const text = await readRegularText(join(folder, getIndexName(file)), maxIndexBytes).catch(() => '');
    if (text === '') return;
    const pack = await measurePack(openRegularFile(join(folder, file))).catch(() => undefined);
    if (!pack) return;
    this.#packs.push(pack);
    for (const line of text.split('\n')) {
      const entry = parseIndexLine(line);
      const parts = entry ? [entry.thumbnail, entry.signature, ...(entry.vector ? [entry.vector] : [])] : [];
      const end = entry && Math.max(...parts.map(getPartEnd));
      if (entry && end !== undefined && end <= pack.size) this.#entries.set(entry.key, { ...entry, pack });
    }
  }
}

const getIndexName = (pack: string) => `${pack.slice(0, -'.pack'.length)}.v${version}.ndjson`;

async function openOwnPack(folder: string): Promise<OwnPack> {
  await createFolder(folder, 0o700); // faces are private: only their owner may read them
  const name = `${process.pid}-${randomBytes(4).toString('hex')}.pack`;
  const paths = [join(folder, name), join(folder, getIndexName(name))] as const;
  const file = await open(paths[0], 'ax+');
  try {
    return { file, size: 0, index: await open(paths[1], 'ax'), paths };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function measurePack(opening: Promise<FileHandle>): Promise<Pack> {
  const file = await opening;
  return { file, size: (await file.stat()).size };
}

async function readPart({ file }: Pack, { at, length }: FileRange): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytesRead === length ? bytes : undefined;
}

const getPartEnd = ({ at, length }: FileRange) => at + length;

function parseIndexLine(line: string): IndexLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return v.is(indexLineSchema, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
