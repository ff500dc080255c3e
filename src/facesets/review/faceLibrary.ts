import { stat } from 'node:fs/promises';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import type { FrameFace } from './alignmentsChange';
import { type CachedFace, FaceCache } from './faceCache';
import { measureFace } from './faceMeasures';
import { readFaceFrames } from './facesOfFrames';
import { resolveFacePath } from './reviewFolder';

/** Faces decoded at once for the window, and without hurry. */
const foregroundConcurrency = 6;
const backgroundConcurrency = 2;
const statConcurrency = 32;

/** Thumbnails and measures of the faces of a review: out of the cache, or made now, those that are asked for first. */
export class FaceLibrary {
  readonly #root: string;
  readonly #paths: readonly string[];
  readonly #cache: FaceCache;
  readonly #keys: (string | undefined)[] = [];
  /** What headers said that were read, by key. */
  readonly #frames = new Map<string, FrameFace>();
  readonly #vectors = new Map<string, Float32Array>();
  readonly #underWay = new Map<number, Promise<CachedFace | undefined>>();
  readonly #closing = new AbortController();
  #hurried: Promise<unknown> = Promise.resolve();
  #resting: Promise<unknown> = Promise.resolve();
  #measuring: Promise<void> = Promise.resolve();

  private constructor(root: string, paths: readonly string[], cache: FaceCache) {
    this.#root = root;
    this.#paths = paths;
    this.#cache = cache;
  }

  /** `paths` relative to `root`, by face; they may change, of which {@link forget} is told. */
  static async open(root: string, paths: readonly string[]): Promise<FaceLibrary> {
    return new FaceLibrary(root, paths, await FaceCache.open(root));
  }

  /** What is known of a face already. */
  getCached(face: number): CachedFace | undefined {
    const key = this.#keys[face];
    return key === undefined ? undefined : this.#cache.get(key);
  }

  /** The thumbnails of `faces`; undefined for those that cannot be read. */
  async readThumbnails(faces: readonly number[], signal: AbortSignal): Promise<(Uint8Array | undefined)[]> {
    const thumbnails: (Uint8Array | undefined)[] = faces.map(() => undefined);
    const work = async () => {
      const tasks = new ConcurrencyLimit(foregroundConcurrency);
      for (const [i, face] of faces.entries()) {
        if (signal.aborted) break;
        await tasks.add(
          this.#measured(face).then(async () => {
            thumbnails[i] = await this.#cache.thumbnail(this.#keys[face] ?? '');
          }),
        );
      }
      await tasks.drain();
    };
    this.#hurried = this.#hurried.catch(() => undefined).then(work); // the first who asked are served first
    await this.#hurried;
    return thumbnails;
  }

  /** The identity vector of a face and the network that made it, when it was measured and has one. */
  async readIdentity(face: number): Promise<{ network: string; vector: Float32Array } | undefined> {
    const network = this.getCached(face)?.measures.network;
    const key = this.#keys[face];
    if (network === undefined || key === undefined) return undefined;
    const vector = this.#vectors.get(key) ?? (await this.#cache.vector(key));
    if (!vector) return undefined;
    this.#vectors.set(key, vector);
    return { network, vector };
  }

  /** Measures all faces in the background, resting while the window waits for others. */
  measureAll(onProgress: (done: number, total: number) => void): Promise<void> {
    this.#measuring = this.#measuring.catch(() => undefined).then(() => this.#measureAll(onProgress));
    return this.#measuring;
  }

  /** Which face of which frame each is, out of the cache where that is known. */
  async findFrames(
    faces: readonly number[],
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Map<number, FrameFace>> {
    const frames = new Map<number, FrameFace>();
    const unknown: number[] = [];
    const tasks = new ConcurrencyLimit(statConcurrency);
    const look = async (face: number) => {
      this.#keys[face] = undefined; // the file may have been written anew
      const known = this.#frameOf(await this.#keyOf(face));
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

  /** Faces have got other numbers, their pictures being the same: what was measured of them holds for their files as they are now. */
  async updateRenumbered(faces: ReadonlyMap<number, FrameFace>): Promise<void> {
    const tasks = new ConcurrencyLimit(statConcurrency);
    for (const [face, number] of faces) await tasks.add(this.#renumbered(face, number));
    await tasks.drain();
  }

  /** While `act` changes files, nothing is measured in the background. */
  async pauseMeasuring<T>(act: () => Promise<T>): Promise<T> {
    const acting = act();
    this.#resting = acting.catch(() => undefined); // told to who asked
    return await acting;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([this.#measuring, this.#hurried, ...this.#underWay.values()]);
    await this.#cache.close();
  }

  async #renumbered(face: number, number: FrameFace): Promise<void> {
    const oldKey = this.#keys[face];
    const measured = oldKey === undefined ? undefined : await this.#cache.readMeasuredFace(oldKey);
    this.#keys[face] = undefined;
    const key = await this.#keyOf(face);
    if (key === undefined) return;
    this.#frames.set(key, number);
    if (measured) await this.#cache.add(key, { ...measured, measures: { ...measured.measures, ...number } });
  }

  #frameOf(key: string | undefined): FrameFace | undefined {
    if (key === undefined) return undefined;
    const { frame, index } = this.#cache.get(key)?.measures ?? {};
    return frame !== undefined && index !== undefined ? { frame, index } : this.#frames.get(key);
  }

  async #measureAll(onProgress: (done: number, total: number) => void): Promise<void> {
    const total = this.#paths.length;
    const unmeasured: number[] = [];
    const stats = new ConcurrencyLimit(statConcurrency);
    const look = async (face: number) => {
      await this.#keyOf(face);
      if (!this.getCached(face)) unmeasured.push(face);
    };
    for (let face = 0; face < total && !this.#closing.signal.aborted; face++) await stats.add(look(face));
    await stats.drain();
    let done = total - unmeasured.length;
    onProgress(done, total);
    const tasks = new ConcurrencyLimit(backgroundConcurrency);
    for (const face of unmeasured) {
      await this.#hurried.catch(() => undefined); // told to who asked
      await this.#resting;
      if (this.#closing.signal.aborted) break;
      await tasks.add(this.#measured(face).then(() => onProgress(++done, total)));
    }
    await tasks.drain();
  }

  /** Undefined for a face that cannot be read. */
  #measured(face: number): Promise<CachedFace | undefined> {
    const known = this.getCached(face);
    if (known) return Promise.resolve(known);
    return this.#underWay.get(face) ?? this.#begin(face);
  }

  #begin(face: number): Promise<CachedFace | undefined> {
    const measuring = this.#measure(face).finally(() => this.#underWay.delete(face));
    this.#underWay.set(face, measuring);
    return measuring;
  }

  async #measure(face: number): Promise<CachedFace | undefined> {
    const key = await this.#keyOf(face);
    if (key === undefined || this.#closing.signal.aborted) return undefined;
    if (!this.#cache.get(key)) {
      const measured = await measureFace(resolveFacePath(this.#root, this.#paths[face]!)).catch(() => undefined); // no picture
      if (measured) await this.#cache.add(key, measured);
    }
    return this.#cache.get(key);
  }

  /** A file keeps its key when it is moved, and gets another when it is written anew. */
  async #keyOf(face: number): Promise<string | undefined> {
    const known = this.#keys[face];
    if (known !== undefined) return known;
    const path = resolveFacePath(this.#root, this.#paths[face]!);
    const found = await stat(path).catch(() => undefined); // taken away meanwhile
    if (found) this.#keys[face] = `${found.ino}:${found.size}:${found.mtimeMs}`;
    return this.#keys[face];
  }
}
