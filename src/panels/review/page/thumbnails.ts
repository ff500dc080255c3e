import type { FaceDetails } from '../contract';

/** The host's answer to a request for thumbnails. */
export interface ThumbnailBatch {
  readonly facts: readonly FaceDetails[];
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array;
}

interface Thumbnail {
  /** The URL of the picture; absent for a face that cannot be read. */
  readonly url?: string;
  readonly facts: FaceDetails;
}

interface Request {
  readonly faces: ReadonlySet<number>;
  readonly controller: AbortController;
}

/** How many thumbnails stay in memory: a few screens, about 15 MB. The host caches the others. */
const maxKept = 4000;
const facesPerRequest = 48;
/** The first request is smaller, so that thumbnails show soon. */
const facesInFirstRequest = 24;
const maxRequests = 2;

/** Loads the thumbnails of visible faces in batches, and drops those that were not shown for the longest time. */
export class Thumbnails {
  readonly #fetch: (faces: number[], signal: AbortSignal) => Promise<ThumbnailBatch>;
  readonly #onArrival: () => void;
  readonly #kept = new Map<number, Thumbnail>();
  /** Faces whose files have changed since the thumbnail was loaded. */
  readonly #outdated = new Set<number>();
  readonly #requests = new Set<Request>();
  #requestedFaces: readonly number[] = [];

  constructor(fetch: (faces: number[], signal: AbortSignal) => Promise<ThumbnailBatch>, onArrival: () => void) {
    this.#fetch = fetch;
    this.#onArrival = onArrival;
  }

  /** Returns the thumbnail of a face, if it is loaded. */
  get(face: number): Thumbnail | undefined {
    return this.#kept.get(face);
  }

  /** Loads the thumbnails of these faces, the most important first. Requests for no longer needed faces are aborted. */
  request(faces: readonly number[]): void {
    for (const face of faces) this.#markAsShown(face);
    this.#requestedFaces = faces.filter((face) => this.#isMissing(face));
    const requested = new Set(this.#requestedFaces);
    for (const request of this.#requests)
      if (![...request.faces].some((face) => requested.has(face))) request.controller.abort();
    this.#startRequests();
  }

  /** Marks all thumbnails as outdated, because files have changed. Each is shown until it was loaded again. */
  markOutdated(): void {
    for (const face of this.#kept.keys()) this.#outdated.add(face);
    for (const { controller } of this.#requests) controller.abort();
  }

  #isMissing(face: number): boolean {
    return !this.#kept.has(face) || this.#outdated.has(face);
  }

  #startRequests(): void {
    while (this.#requests.size < maxRequests) {
      const underWay = [...this.#requests];
      const isFirst = this.#kept.size === 0 && underWay.length === 0;
      const next = this.#requestedFaces
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
      this.#store(await this.#fetch(faces, request.controller.signal));
      this.#onArrival();
    } catch {
      // Refused: the cells stay empty until they are shown again. An aborted request may be needed again.
      if (!request.controller.signal.aborted)
        this.#requestedFaces = this.#requestedFaces.filter((face) => !request.faces.has(face));
    } finally {
      this.#requests.delete(request);
      this.#startRequests();
    }
  }

  #store({ facts, lengths, bytes }: ThumbnailBatch): void {
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
    this.#requestedFaces = this.#requestedFaces.filter((face) => this.#isMissing(face));
    for (const [face, { url }] of this.#kept) {
      if (this.#kept.size <= maxKept) break;
      if (url) URL.revokeObjectURL(url);
      this.#kept.delete(face);
      this.#outdated.delete(face);
    }
  }

  /** Marks a face as just shown, so that it is dropped last. */
  #markAsShown(face: number): void {
    const picture = this.#kept.get(face);
    if (!picture) return;
    this.#kept.delete(face);
    this.#kept.set(face, picture);
  }
}
