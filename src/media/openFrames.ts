import { stat } from 'node:fs/promises';
import { explainFileError } from '../files/atomicFile';
import { hasErrorCode, UserError } from '../shared/errors';
import type { Image } from '../shared/image';
import { t } from '../shared/l10n';
import { openImageFrames } from './imageFolder';
import type { PixelPool } from './pixelPool';
import { openVideoFrames } from './videoFrames';
import type { VideoInfo } from './videoProbe';

/** One frame of a video or of a folder of images. */
export interface Frame extends Image {
  /** Position in the source from 0, counting the frames that `every` leaves out. */
  readonly index: number;
  /** The key in an alignments file: an image's file name, or `<videostem>_NNNNNN.<ext>` counted from 1. */
  readonly name: string;
}

export interface FrameSource {
  readonly kind: 'video' | 'images';
  readonly path: string;
  /** How many frames will come; an estimate where the container does not tell, absent where nothing does. */
  readonly frameCount?: number;
  /** The file names of a folder of images, in order, those that `every` leaves out too. */
  readonly imageNames?: readonly string[];
  /** Of a video. */
  readonly info?: VideoInfo;
  /**
   * Reads the frames in order, a few of them ahead. With a `pool`, frames take their pixels from it, and the reader
   * gives them back when done with them. With `only`, those at these positions alone, ascending.
   */
  frames(pool?: PixelPool, only?: readonly number[]): AsyncIterable<Frame>;
}

export interface OpenFramesOptions {
  readonly signal?: AbortSignal;
  /** Take frames 0, every, 2·every, …; 1 when absent. */
  readonly every?: number;
  /** Told in a sentence what could not be read of a source that is otherwise usable. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Opens a video file or a folder of images.
 * @throws UserError when it is missing, unreadable, empty, or neither.
 */
export async function openFrames(path: string, options: OpenFramesOptions = {}): Promise<FrameSource> {
  const entry = await stat(path).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) throw new UserError(t('{0} does not exist. Check the path.', path));
    throw explainFileError(error, path);
  });
  return entry.isDirectory() ? openImageFrames(path, options) : openVideoFrames(path, options);
}
