import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { normalizeSignature } from '../measures/signature';
import { findNearDuplicates } from '../survey/nearDuplicates';
import type { FrameFace } from './alignmentsChange';
import { type CachedFace, computeFaceKey, FaceCache } from './faceCache';
import { measureFace } from './faceMeasures';
import { readFaceFrames, resolveFacePath } from './reviewFolder';

/** Faces decoded at once: for the panel, and in the background. */
const foregroundConcurrency = 6;
const backgroundConcurrency = 2;
const statConcurrency = 32;

/** Provides thumbnails and measures of the faces of a review: from the cache, or measured now, requested faces first. */
export class FaceLibrary {
  readonly #root: string;
  readonly #paths: readonly string[];
  readonly #cache: FaceCache;
  readonly #keys: (string | undefined)[] = [];
  /** Frame and number of faces whose headers were read, by key. */
  readonly #frames = new Map<string, FrameFace>();
  readonly #vectors = new Map<string, Float32Array>();
  readonly #inProgress = new Map<number, Promise<CachedFace | undefined>>();
  /** The near-duplicates among the faces that were measured when they were last asked for. */
  #duplicates: { readonly measured: string; readonly originals: Promise<Int32Array> } | undefined;
  readonly #closing = new AbortController();
  #foreground: Promise<unknown> = Promise.resolve();
  #resting: Promise<unknown> = Promise.resolve();
  #measuring: Promise<void> = Promise.resolve();

  private constructor(root: string, paths: readonly string[], cache: FaceCache) {
    this.#root = root;
    this.#paths = paths;
    this.#cache = cache;
  }

  /** @param paths relative to `root`, by face; the list may change while the library is open */
  static async open(root: string, paths: readonly string[]): Promise<FaceLibrary> {
    return new FaceLibrary(root, paths, await FaceCache.open(root));
  }

  /** Returns the cached measures of a face. */
  getCached(face: number): CachedFace | undefined {
    const key = this.#keys[face];
    return key === undefined ? undefined : this.#cache.get(key);
  }

  /** Returns the thumbnails of `faces`; undefined for faces that cannot be read. */
  async readThumbnails(faces: readonly number[], signal: AbortSignal): Promise<(Uint8Array | undefined)[]> {
    const thumbnails: (Uint8Array | undefined)[] = faces.map(() => undefined);
    const readAll = async () => {
      const tasks = new ConcurrencyLimit(foregroundConcurrency);
      for (const [i, face] of faces.entries()) {
        if (signal.aborted) break;
        await tasks.add(
          this.#readOrMeasure(face).then(async () => {
            thumbnails[i] = await this.#cache.readThumbnail(this.#keys[face] ?? '');
          }),
        );
      }
      await tasks.drain();
    };
    this.#foreground = this.#foreground.catch(() => undefined).then(readAll); // requests are served in order
    await this.#foreground;
    return thumbnails;
  }

  /** Returns the identity vector of a measured face and the network that made it; undefined if it has none. */
  async readIdentity(face: number): Promise<{ network: string; vector: Float32Array } | undefined> {
    const network = this.getCached(face)?.measures.network;
    const key = this.#keys[face];
    if (network === undefined || key === undefined) return undefined;
    const vector = this.#vectors.get(key) ?? (await this.#cache.readVector(key));
    if (!vector) return undefined;
    this.#vectors.set(key, vector);
    return { network, vector };
  }

  /**
   * Returns for each face an earlier one that it nearly repeats, or itself. They are compared again only when further faces
   * have been measured.
   */
  async findDuplicates(): Promise<Int32Array> {
    const keys = this.#paths.map((_, face) => (this.getCached(face) ? this.#keys[face] : undefined));
    const measured = keys.join(' ');
    if (this.#duplicates?.measured !== measured) this.#duplicates = { measured, originals: this.#compareFaces(keys) };
    return await this.#duplicates.originals;
  }

  async #compareFaces(keys: readonly (string | undefined)[]): Promise<Int32Array> {
    const signatures: (Float32Array | undefined)[] = [];
    for (const key of keys) {
      const signature = key === undefined ? undefined : await this.#cache.readSignature(key);
      signatures.push(signature && normalizeSignature(signature));
    }
    return await findNearDuplicates(signatures, this.#closing.signal);
  }

  /** Measures all faces in the background; pauses while the panel waits for other faces. */
  measureAll(onProgress: (done: number, total: number) => void): Promise<void> {
    this.#measuring = this.#measuring.catch(() => undefined).then(() => this.#measureAll(onProgress));
    return this.#measuring;
  }

  /** Returns frame and number of each face, from the cache if possible. */
  async findFrames(
    faces: readonly number[],
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Map<number, FrameFace>> {
    const frames = new Map<number, FrameFace>();
    const unknown: number[] = [];
    const tasks = new ConcurrencyLimit(statConcurrency);
    const look = async (face: number) => {
      this.#keys[face] = undefined; // the file may have been rewritten
      const known = this.#getFrame(await this.#findKey(face));
      if (known) frames.set(face, known);
      else unknown.push(face);
    };
    for (const face of faces) await tasks.add(look(face));
    await tasks.drain();
    const known = faces.length - unknown.length;
    const read = await readFaceFrames({ root: this.#root, paths: this.#paths }, unknown, (done) =>
      onProgress(known + done),
    );
    for (const [face, frame] of read) {
      frames.set(face, frame);
      const key = this.#keys[face];
      if (key !== undefined) this.#frames.set(key, frame);
    }
    return frames;
  }

  /** Keeps the measures of renumbered faces: their files have changed, but not their pictures. */
  async updateRenumbered(faces: ReadonlyMap<number, FrameFace>): Promise<void> {
    const tasks = new ConcurrencyLimit(statConcurrency);
    for (const [face, number] of faces) await tasks.add(this.#renumbered(face, number));
    await tasks.drain();
  }

  /**
   * Returns which of the `added` files are those of `missing` faces: files that were moved, or written anew for the same
   * face of the same frame, as a sort does.
   */
  async findMoved(missing: readonly number[], added: readonly string[]): Promise<Map<string, number>> {
    const faces = new Map(missing.flatMap((face) => (this.#keys[face] ? [[this.#keys[face], face]] : [])));
    const moved = new Map<string, number>();
    const tasks = new ConcurrencyLimit(statConcurrency);
    const look = async (path: string) => {
      const key = await computeFaceKey(resolveFacePath(this.#root, path));
      const face = key === undefined ? undefined : faces.get(key);
      if (face !== undefined) moved.set(path, face);
    };
    for (const path of added) await tasks.add(look(path));
    await tasks.drain();
    const found = new Set(moved.values());
    const rewritten = await this.#findRewritten(
      missing.filter((face) => !found.has(face)),
      added.filter((path) => !moved.has(path)),
    );
    return new Map([...moved, ...rewritten]);
  }

  /** Finds faces by what their headers say, where that is said of one face only. */
  async #findRewritten(missing: readonly number[], added: readonly string[]): Promise<Map<string, number>> {
    const faces = new Map<string, number | undefined>();
    for (const face of missing) {
      const frame = this.#getFrame(this.#keys[face]);
      if (frame) faces.set(formatFrameFace(frame), faces.has(formatFrameFace(frame)) ? undefined : face);
    }
    const moved = new Map<string, number>();
    if (faces.size === 0) return moved;
    const frames = await readFaceFrames({ root: this.#root, paths: added }, [...added.keys()]);
    for (const [index, frame] of frames) {
      const face = faces.get(formatFrameFace(frame));
      if (face === undefined) continue;
      moved.set(added[index]!, face);
      faces.delete(formatFrameFace(frame)); // a copy of it is another face
    }
    return moved;
  }

  /** Looks at all files again when they are needed: others may have changed them. */
  forgetFiles(): void {
    this.#keys.length = 0;
  }

  /** Runs `act`, which changes files, while no faces are measured in the background. */
  async pauseMeasuring<T>(act: () => Promise<T>): Promise<T> {
    const acting = act();
    this.#resting = acting.catch(() => undefined); // the caller receives the error
    return await acting;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([this.#measuring, this.#foreground, ...this.#inProgress.values()]);
    await this.#cache.close();
  }

  async #renumbered(face: number, number: FrameFace): Promise<void> {
    const oldKey = this.#keys[face];
    const measured = oldKey === undefined ? undefined : await this.#cache.readMeasuredFace(oldKey);
    this.#keys[face] = undefined;
    const key = await this.#findKey(face);
    if (key === undefined) return;
    this.#frames.set(key, number);
    if (measured) await this.#cache.add(key, { ...measured, measures: { ...measured.measures, ...number } });
  }

  #getFrame(key: string | undefined): FrameFace | undefined {
    if (key === undefined) return undefined;
    const { frame, index } = this.#cache.get(key)?.measures ?? {};
    return frame !== undefined && index !== undefined ? { frame, index } : this.#frames.get(key);
  }

  async #measureAll(onProgress: (done: number, total: number) => void): Promise<void> {
    const total = this.#paths.length;
    const unmeasured: number[] = [];
    const stats = new ConcurrencyLimit(statConcurrency);
    const look = async (face: number) => {
      await this.#findKey(face);
      if (!this.getCached(face)) unmeasured.push(face);
    };
    for (let face = 0; face < total && !this.#closing.signal.aborted; face++) await stats.add(look(face));
    await stats.drain();
    let done = total - unmeasured.length;
    onProgress(done, total);
    const tasks = new ConcurrencyLimit(backgroundConcurrency);
    for (const face of unmeasured) {
      await this.#foreground.catch(() => undefined); // the caller receives the error
      await this.#resting;
      if (this.#closing.signal.aborted) break;
      await tasks.add(this.#readOrMeasure(face).then(() => onProgress(++done, total)));
    }
    await tasks.drain();
  }

  /** Resolves to undefined for a face that cannot be read. */
  #readOrMeasure(face: number): Promise<CachedFace | undefined> {
    const known = this.getCached(face);
    if (known) return Promise.resolve(known);
    return this.#inProgress.get(face) ?? this.#startMeasuring(face);
  }

  #startMeasuring(face: number): Promise<CachedFace | undefined> {
    const measuring = this.#measure(face).finally(() => this.#inProgress.delete(face));
    this.#inProgress.set(face, measuring);
    return measuring;
  }

  async #measure(face: number): Promise<CachedFace | undefined> {
    const key = await this.#findKey(face);
    if (key === undefined || this.#closing.signal.aborted) return undefined;
    if (!this.#cache.get(key)) {
      const measured = await measureFace(resolveFacePath(this.#root, this.#paths[face]!)).catch(() => undefined); // not a picture
      if (measured) await this.#cache.add(key, measured);
    }
    return this.#cache.get(key);
  }

  /** Returns the cache key of a face's file, which stays the same when the file moves and changes when it is rewritten. */
  async #findKey(face: number): Promise<string | undefined> {
    const known = this.#keys[face];
    if (known !== undefined) return known;
    this.#keys[face] = await computeFaceKey(resolveFacePath(this.#root, this.#paths[face]!));
    return this.#keys[face];
  }
}

function formatFrameFace({ frame, index }: FrameFace): string {
  return `${index} ${frame}`;
}
