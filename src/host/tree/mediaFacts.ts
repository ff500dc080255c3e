import { createHash } from 'node:crypto';
import { existsSync, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '../../files/atomicFile';
import { openRegularFile } from '../../files/regularFile';
import { removeOldest } from '../../files/removeOldest';
import { resolveCacheFolder } from '../../files/userFolders';
import { isImageName } from '../../media/imageNames';
import { isVideoName } from '../../media/videoFormat';
import { summarizeVideo, type VideoSummary, writeThumbnail } from '../../media/videoSummary';

/** What the tree shows of a file. */
export interface MediaFacts extends Partial<VideoSummary> {
  /** Whether it is not there, as when the original of a link was moved. */
  readonly isMissing?: true;
  readonly bytes?: number;
  /** When it was changed, in milliseconds since 1970. */
  readonly changedMs?: number;
  /** The number of images in a folder. */
  readonly images?: number;
  /** The path of a small picture. */
  readonly thumbnail?: string;
}

/** How far the facts about a file are read: pictures of videos are only made where they are shown. */
export type FactsDepth = 'facts' | 'thumbnail';

export interface MediaFactsOptions {
  /** The folder for thumbnails. */
  readonly cache: string;
  /** Returns whether programs may be run on the files: only in a trusted folder. */
  mayRun(): boolean;
  /** Returns where ffmpeg is. */
  getFfmpeg(): string | undefined;
  /** Called when facts have changed. */
  onChange(): void;
}

/** Returns a reader that keeps its thumbnails among the files that can be made again. */
export function createMediaFactsReader(options: Omit<MediaFactsOptions, 'cache'>): MediaFactsReader {
  return new MediaFactsReader({ ...options, cache: join(resolveCacheFolder(), 'thumbnails') });
}

/** Thumbnails that are kept, the newest ones. */
const maxThumbnails = 1000;
/**
 * Facts are announced at first after so long, and after twice as long each time: the tree is drawn anew, and whoever clicks on a
 * row or points at it should not be disturbed again and again while hundreds of files are read.
 */
const announceEveryMs = 500;
const longestPauseMs = 8000;
/** A larger picture is not shown in the tree: it would take its memory whole. */
const maxPictureBytes = 8 << 20;
const maxPictureSide = 4096;

interface Known {
  /** Changes with the file. */
  readonly version: string;
  readonly facts: MediaFacts;
}

/** Reads facts about the files of the tree, one after the other, and keeps them until a file changes. */
export class MediaFactsReader {
  readonly #options: MediaFactsOptions;
  readonly #known = new Map<string, Known>();
  #wanted: ReadonlyMap<string, FactsDepth> = new Map();
  #reading: Promise<void> | undefined;
  #isStale = false;
  #announcedAt = -announceEveryMs;

  constructor(options: MediaFactsOptions) {
    this.#options = options;
  }

  /** Returns what is known about a file by now. */
  find(path: string): MediaFacts | undefined {
    return this.#known.get(path)?.facts;
  }

  /** Reads the facts of these files that are not known yet, or that have changed; forgets all others. */
  follow(files: ReadonlyMap<string, FactsDepth>): void {
    this.#wanted = files;
    this.#isStale = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
  }

  async #readAll(): Promise<void> {
    let pauseMs = announceEveryMs;
    while (this.#isStale) {
      this.#isStale = false;
      for (const path of this.#known.keys()) if (!this.#wanted.has(path)) this.#known.delete(path);
      let hasChanged = false;
      for (const [path, depth] of this.#wanted) {
        hasChanged = (await this.#read(path, depth)) || hasChanged;
        if (hasChanged && performance.now() - this.#announcedAt > pauseMs) {
          this.#announce();
          hasChanged = false;
          pauseMs = Math.min(2 * pauseMs, longestPauseMs);
        }
        if (this.#isStale) break;
      }
      if (hasChanged) this.#announce();
    }
  }

  #announce(): void {
    this.#announcedAt = performance.now();
    this.#options.onChange();
  }

  /** Returns whether the facts have changed. */
  async #read(path: string, depth: FactsDepth): Promise<boolean> {
    const entry = await stat(path).catch(() => undefined);
    const mayRun = this.#options.mayRun();
    const version = entry ? `${entry.ino} ${entry.size} ${entry.mtimeMs} ${mayRun}` : 'missing';
    if (this.#known.get(path)?.version === version) return false;
    const facts = entry ? await this.#readFacts(path, entry, depth, mayRun) : ({ isMissing: true } as const);
    this.#known.set(path, { version, facts });
    return true;
  }

  async #readFacts(path: string, entry: Stats, depth: FactsDepth, mayRun: boolean): Promise<MediaFacts> {
    if (entry.isDirectory()) return { images: (await readdir(path).catch(() => [])).filter(isImageName).length };
    if (!entry.isFile()) return {};
    const [bytes, changedMs] = [entry.size, entry.mtimeMs];
    if (isVideoName(path)) return { bytes, changedMs, ...(mayRun && (await this.#readVideo(path, entry, depth))) };
    return depth === 'thumbnail' && mayRun && (await canShow(path, bytes))
      ? { bytes, changedMs, thumbnail: path }
      : { bytes, changedMs };
  }

  async #readVideo(path: string, { size, mtimeMs }: Stats, depth: FactsDepth): Promise<MediaFacts> {
    const ffmpeg = this.#options.getFfmpeg();
    const summary = await summarizeVideo(path, ffmpeg);
    if (!summary || depth === 'facts') return summary ?? {};
    const name = createHash('sha256').update(`${path}\n${size}\n${mtimeMs}`).digest('hex').slice(0, 32);
    const thumbnail = join(this.#options.cache, `${name}.png`);
    if (existsSync(thumbnail)) return { ...summary, thumbnail };
    const second = (summary.durationSeconds ?? 0) / 3;
    try {
      await writeAtomic(thumbnail, (temporary) => writeThumbnail(path, second, temporary, ffmpeg));
      await removeOldest(this.#options.cache, maxThumbnails);
      return { ...summary, thumbnail };
    } catch {
      return summary; // no frame can be read there, or the disk is full
    }
  }
}

/** Returns whether a file is a PNG of a size that the window can show. */
async function canShow(path: string, bytes: number): Promise<boolean> {
  if (bytes > maxPictureBytes) return false;
  const head = new Uint8Array(24);
  const file = await openRegularFile(path, { isNamed: true }).catch(() => undefined);
  if (!file) return false;
  try {
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const view = new DataView(head.buffer);
    const isPng = bytesRead === head.length && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452;
    return isPng && view.getUint32(16) <= maxPictureSide && view.getUint32(20) <= maxPictureSide;
  } finally {
    await file.close();
  }
}
