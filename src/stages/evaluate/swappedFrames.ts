import type { CompositeSettings } from '../../conversion/compositeGraph';
import { openFaceConverter } from '../../conversion/faceConverter';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import type { SourceFaces } from '../../conversion/sourceFaces';
import { type Frame, type FrameSource, PixelPool } from '../../media/frames';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** A frame before and after the swap. */
export interface SwappedFrame {
  readonly source: Frame;
  readonly result: Frame;
}

/** Reads frames; those that are no longer needed are given back, so that their memory is used again. */
export interface SwappedFrames extends AsyncIterable<SwappedFrame> {
  giveBack(frame: SwappedFrame): void;
}

/** ffmpeg is told the frames one by one; of more, all are read. */
const mostChosenFrames = 2000;

/**
 * Reads the frames of a source and of its result side by side.
 * @param only the positions to read, ascending; all when absent
 * @throws UserError when the result has another size or length than its source
 */
export function readSwappedFrames(source: FrameSource, result: FrameSource, only?: readonly number[]): SwappedFrames {
  const pools = { source: new PixelPool(), result: new PixelPool() };
  const isShort = only !== undefined && only.length <= mostChosenFrames && haveSameLength(source, result);
  return {
    [Symbol.asyncIterator]: () =>
      isShort ? readChosenFrames(source, result, pools, only) : readAllFrames(source, result, pools),
    giveBack: (frame) => {
      pools.source.give(frame.source.pixels);
      pools.result.give(frame.result.pixels);
    },
  };
}

/** Tells whether both are known to have as many frames. Where they are not, reading them to the end finds out. */
function haveSameLength(source: FrameSource, result: FrameSource): boolean {
  const [before, after] = [source, result].map(({ info, imageNames }) => info?.frameCount ?? imageNames?.length);
  return before !== undefined && before === after;
}

interface Pools {
  readonly source: PixelPool;
  readonly result: PixelPool;
}

async function* readChosenFrames(
  source: FrameSource,
  result: FrameSource,
  pools: Pools,
  only: readonly number[],
): AsyncGenerator<SwappedFrame> {
  const results = result.frames(pools.result, only)[Symbol.asyncIterator]();
  try {
    for await (const frame of source.frames(pools.source, only)) {
      let next = await results.next();
      // Pictures of a folder that cannot be read are left out.
      while (!next.done && next.value.index < frame.index) next = await results.next();
      if (next.done) throw createShortError(source, result, frame);
      if (next.value.index > frame.index) continue;
      assertSameSize(source, result, frame, next.value);
      yield { source: frame, result: next.value };
    }
  } finally {
    await results.return?.();
  }
}

async function* readAllFrames(source: FrameSource, result: FrameSource, pools: Pools): AsyncGenerator<SwappedFrame> {
  const results = result.frames(pools.result)[Symbol.asyncIterator]();
  try {
    for await (const frame of source.frames(pools.source)) {
      const next = await results.next();
      if (next.done) throw createShortError(source, result, frame);
      assertSameSize(source, result, frame, next.value);
      yield { source: frame, result: next.value };
    }
    if (!(await results.next()).done)
      throw new UserError(
        t('{0} has more frames than {1}. Choose the result of this source.', result.path, source.path),
      );
  } finally {
    await results.return?.();
  }
}

function createShortError(source: FrameSource, result: FrameSource, { index }: Frame): UserError {
  return new UserError(
    t(
      '{0} has fewer frames than {1}: frame {2} is missing. Choose the result of this source.',
      result.path,
      source.path,
      index + 1,
    ),
  );
}

function assertSameSize(source: FrameSource, result: FrameSource, before: Frame, after: Frame): void {
  if (before.width === after.width && before.height === after.height) return;
  throw new UserError(
    t(
      '{0} has frames of {1}, but {2} of {3}. Choose the result of this source.',
      ...[result.path, `${after.width} x ${after.height}`, source.path, `${before.width} x ${before.height}`],
    ),
  );
}

/** Swaps the faces of a source; the result is written nowhere. @param only the positions to read; all when absent */
export function swapFrames(
  source: FrameSource,
  faces: SourceFaces,
  swapper: FaceSwapper,
  settings: CompositeSettings,
  only?: readonly number[],
): SwappedFrames {
  const pool = new PixelPool();
  return {
    async *[Symbol.asyncIterator]() {
      const converter = openFaceConverter(swapper, settings);
      try {
        for await (const frame of source.frames(pool, only && only.length <= mostChosenFrames ? only : undefined)) {
          const pixels = pool.take(frame.pixels.length);
          pixels.set(frame.pixels);
          const result = { ...frame, pixels };
          await converter.convert([{ image: result, faces: faces.getFaces(frame.name) }]);
          yield { source: frame, result };
        }
      } finally {
        await converter.release();
      }
    },
    giveBack: (frame) => {
      pool.give(frame.source.pixels);
      pool.give(frame.result.pixels);
    },
  };
}
