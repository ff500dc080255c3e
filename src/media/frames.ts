import type { VideoInfo } from './videoInfo';

/** Pixels in memory: RGB, uint8, rows from the top, no padding; `pixels.length === width * height * 3`. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface NamedImage extends Image {
  readonly name: string;
  /** When a frame of a video is shown, seconds from the start of the file. */
  readonly seconds?: number;
}

/** One frame of a video or of a folder of images. */
export interface Frame extends NamedImage {
  /** Position in the source, from 0; it also counts the frames that `every` skips. */
  readonly index: number;
  /** The key in an alignments file: an image's file name, or `<video stem>_NNNNNN.<ext>` counted from 1. */
  readonly name: string;
}

/** A video or a folder of images that is open for reading. */
export interface FrameSource {
  readonly kind: 'video' | 'images';
  readonly path: string;
  /** The number of frames to read; an estimate if the container does not state it, absent if nothing states it. */
  readonly frameCount?: number;
  /** The file names of a folder of images, in order, including those that `every` skips. */
  readonly imageNames?: readonly string[];
  /** Present for a video. */
  readonly info?: VideoInfo;
  /**
   * Reads the frames in order, and a few of them ahead.
   * @param pool where the pixels come from; the reader gives them back when it no longer needs them
   * @param only the positions to read, ascending; all frames when absent
   */
  frames(pool?: PixelPool, only?: readonly number[]): AsyncIterable<Frame>;
}

export interface OpenFramesOptions {
  readonly signal?: AbortSignal;
  /** Reads frames 0, every, 2·every, …; 1 when absent. */
  readonly every?: number;
  /** Called with a sentence about each part of the source that cannot be read. */
  readonly onWarning?: (message: string) => void;
}

/** Writes frames; leaves either a complete result or none. */
export interface FrameWriter {
  /** Resolves when the pixels may be used again. Calls may overlap; the frames keep the order of the calls. */
  write(frame: NamedImage): Promise<void>;
  /** Resolves when the result is complete under its final name. */
  finish(): Promise<void>;
  /** Removes what is incomplete; has no effect after `finish`. */
  abort(): Promise<void>;
}

/** Buffers that are used again: a frame's pixels come back once nobody needs them any more. */
export class PixelPool {
  readonly #free: Uint8Array[] = [];
  readonly #inUse = new Set<Uint8Array>();

  /** Returns a buffer of exactly `length` bytes with arbitrary content. */
  take(length: number): Uint8Array {
    const fits = this.#free.findIndex((buffer) => buffer.length === length);
    const buffer = fits < 0 ? new Uint8Array(length) : this.#free.splice(fits, 1)[0]!;
    this.#inUse.add(buffer);
    return buffer;
  }

  /** Takes a buffer back; ignores one that this pool did not create. */
  give(buffer: Uint8Array): void {
    if (this.#inUse.delete(buffer)) this.#free.push(buffer);
  }
}
