import type { CompositeSettings } from '../../conversion/compositeGraph';
import { openFaceConverter } from '../../conversion/faceConverter';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import type { SourceFaces } from '../../conversion/sourceFaces';
import type { Frame, FrameSource } from '../../media/frames';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** A frame before and after the swap. */
export interface SwappedFrame {
  readonly source: Frame;
  readonly result: Frame;
}

/**
 * Reads the frames of a source and of its result side by side.
 * @throws UserError when the result has another size or length than its source
 */
export async function* readSwappedFrames(source: FrameSource, result: FrameSource): AsyncGenerator<SwappedFrame> {
  const results = result.frames()[Symbol.asyncIterator]();
  try {
    for await (const frame of source.frames()) {
      const next = await results.next();
      if (next.done)
        throw new UserError(
          t(
            '{0} has fewer frames than {1}: frame {2} is missing. Choose the result of this source.',
            result.path,
            source.path,
            frame.index + 1,
          ),
        );
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

function assertSameSize(source: FrameSource, result: FrameSource, before: Frame, after: Frame): void {
  if (before.width === after.width && before.height === after.height) return;
  throw new UserError(
    t(
      '{0} has frames of {1}, but {2} of {3}. Choose the result of this source.',
      ...[result.path, `${after.width} x ${after.height}`, source.path, `${before.width} x ${before.height}`],
    ),
  );
}

/** Swaps the faces of a source; the result is written nowhere. */
export async function* swapFrames(
  source: FrameSource,
  faces: SourceFaces,
  swapper: FaceSwapper,
  settings: CompositeSettings,
): AsyncGenerator<SwappedFrame> {
  const converter = openFaceConverter(swapper, settings);
  try {
    for await (const frame of source.frames()) {
      const result = { ...frame, pixels: frame.pixels.slice() };
      await converter.convert([{ image: result, faces: faces.getFaces(frame.name) }]);
      yield { source: frame, result };
    }
  } finally {
    await converter.release();
  }
}
