import type { Image } from '../shared/image';

/** Takes frames and leaves either a whole result or none. */
export interface FrameWriter {
  /** Resolves when the pixels may be used again. Calls may overlap; the frames keep the order of the calls. */
  write(frame: NamedImage): Promise<void>;
  /** Resolves when the result stands under its name. */
  finish(): Promise<void>;
  /** Leaves nothing half-written behind; without effect after `finish`. */
  abort(): Promise<void>;
}

export interface NamedImage extends Image {
  readonly name: string;
}
