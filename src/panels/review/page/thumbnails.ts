import type { FaceMeasures } from '../contract';

/** What the host gives for a list of faces. */
export interface ThumbnailBatch {
  readonly facts: readonly FaceMeasures[];
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array;
}

interface Thumbnail {
  /** Absent for a face that cannot be read. */
  readonly url?: string;
  readonly facts: FaceMeasures;
}

interface Request {
  readonly faces: ReadonlySet<number>;
  readonly controller: AbortController;
}

/** A few windows full of thumbnails stay in memory, 15 MB or so; the host has the others at hand. */
const maxKept = 4000;
const facesPerRequest = 48;
/** Fewer, so that there soon is something to see. */
const facesInFirstRequest = 24;
const maxRequests = 2;

/** Fetches the thumbnails of what is on the screen, in batches, and forgets those that were not seen for longest. */
export class Thumbnails {
  readonly #fetch: (faces: number[], signal: AbortSignal) => Promise<ThumbnailBatch>;
  readonly #onArrival: () => void;
  readonly #kept = new Map<number, Thumbnail>();
  /** Faces whose thumbnail is of an earlier state of their file. */
  readonly #outdated = new Set<number>();
  readonly #requests = new Set<Request>();
  #wanted: readonly number[] = [];

  constructor(fetch: (faces: number[], signal: AbortSignal) => Promise<ThumbnailBatch>, onArrival: () => void) {
    this.#fetch = fetch;
    this.#onArrival = onArrival;
  }

  /** The thumbnail of a face, when it has come. */
  get(face: number): Thumbnail | undefined {
    return this.#kept.get(face);
  }

  /** These are on the screen, or will soon be: the most important first. What nobody wants any more is not waited for. */
  request(faces: readonly number[]): void {
    for (const face of faces) this.#touch(face);
    this.#wanted = faces.filter((face) => this.#isMissing(face));
    const wanted = new Set(this.#wanted);
    for (const request of this.#requests)
      if (![...request.faces].some((face) => wanted.has(face))) request.controller.abort();
    this.#pump();
  }

  /** The files of the faces were moved or written again: asks for each again, and keeps what it has until that has come. */
  markOutdated(): void {
    for (const face of this.#kept.keys()) this.#outdated.add(face);
    for (const { controller } of this.#requests) controller.abort();
  }

  #isMissing(face: number): boolean {
    return !this.#kept.has(face) || this.#outdated.has(face);
  }

  #pump(): void {
    while (this.#requests.size < maxRequests) {
      const underWay = [...this.#requests];
      const isFirst = this.#kept.size === 0 && underWay.length === 0;
      const next = this.#wanted
        .filter((face) => !underWay.some(({ faces }) => faces.has(face)))
        .slice(0, isFirst ? facesInFirstRequest : facesPerRequest);
      if (next.length === 0) return;
      const request = { faces: new Set(next), controller: new AbortController() };
      this.#requests.add(request);
      void this.#load(next, request);
    }
  }

  async #load(faces: number[], request: Request): Promise<void> {
    try {
      this.#keep(await this.#fetch(faces, request.controller.signal));
      this.#onArrival();
    } catch {
      // Refused: the cells stay empty, and are asked for when they are seen again. What was aborted may be wanted again.
      if (!request.controller.signal.aborted) this.#wanted = this.#wanted.filter((face) => !request.faces.has(face));
    } finally {
      this.#requests.delete(request);
      this.#pump();
    }
  }

  #keep({ facts, lengths, bytes }: ThumbnailBatch): void {
    let at = 0;
    for (const [i, known] of facts.entries()) {
      const length = lengths[i] ?? 0;
      const blob = new Blob([bytes.slice(at, at + length)], { type: 'image/jpeg' });
      at += length;
      const old = this.#kept.get(known.face);
      if (old?.url) URL.revokeObjectURL(old.url);
      this.#kept.delete(known.face);
      this.#outdated.delete(known.face);
      this.#kept.set(known.face, { facts: known, ...(length > 0 && { url: URL.createObjectURL(blob) }) });
    }
    this.#wanted = this.#wanted.filter((face) => this.#isMissing(face));
    for (const [face, { url }] of this.#kept) {
      if (this.#kept.size <= maxKept) break;
      if (url) URL.revokeObjectURL(url);
      this.#kept.delete(face);
      this.#outdated.delete(face);
    }
  }

  /** Puts a face at the end of those that are forgotten. */
  #touch(face: number): void {
    const picture = this.#kept.get(face);
    if (!picture) return;
    this.#kept.delete(face);
    this.#kept.set(face, picture);
  }
}
