import type { FrameWriter } from '../../media/frames';
import { fitImage } from '../../media/imageFile';
import { openFrames } from '../../media/openFrames';
import { openVideoWriter } from '../../media/videoWriter';
import { throwIfCanceled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { keepEarlierFile } from '../earlierResult';

export interface TimelapseOptions {
  /** The folder of the pictures; their names define the order. */
  readonly input: string;
  /** The video file to write. */
  readonly output: string;
  /** Pictures per second. */
  readonly frameRate: number;
}

export interface TimelapseSummary {
  readonly frames: number;
  readonly output: string;
}

/**
 * Creates a video from the timelapse pictures of a training. All are resized to the first one.
 * @throws UserError when the folder has no pictures, or the video cannot be written
 */
export async function timelapse(
  { input, output, frameRate }: TimelapseOptions,
  job: JobContext,
): Promise<TimelapseSummary> {
  const onWarning = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const source = await openFrames(input, { signal: job.signal, onWarning });
  if (source.kind !== 'images')
    throw new UserError(t('{0} is not a folder. Choose the folder with the images of the timelapse.', input));
  const progress = createProgress(job, { name: t('Timelapse'), unit: t('frames'), total: source.frameCount! });
  let size: { readonly width: number; readonly height: number } | undefined;
  let writer: FrameWriter | undefined;
  let frames = 0;
  try {
    for await (const frame of source.frames()) {
      throwIfCanceled(job.signal);
      size ??= { width: frame.width, height: frame.height };
      writer ??= await openVideoWriter(output, { ...size, frameRate: toFraction(frameRate), signal: job.signal });
      await writer.write({ ...(await fitImage(frame, size)), name: frame.name });
      frames++;
      progress.advance();
    }
    if (writer) await keepEarlierFile(output, job);
    await writer?.finish();
  } catch (error) {
    await writer?.abort();
    throw error;
  }
  progress.finish();
  return { frames, output };
}

function toFraction(frameRate: number) {
  return { numerator: Math.round(frameRate * 1000), denominator: 1000 };
}
