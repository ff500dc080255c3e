import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { PixelPool } from '../../media/frames';
import { openImageFolderWriter } from '../../media/imageFolder';
import { getStillName } from '../../media/imageNames';
import { openFrames } from '../../media/openFrames';
import { createStillMark } from '../../media/stillMark';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';

export interface FramesOptions {
  /** A video, or a folder of images. */
  readonly input: string;
  /** The folder for the stills. */
  readonly output: string;
  /** Extract frames 1, 1 + every, 1 + 2·every, …; all when absent. */
  readonly every?: number;
}

export interface FramesSummary {
  /** The number of stills in the output. */
  readonly frames: number;
  /** How many of them an earlier run has written. */
  readonly framesKept: number;
  readonly output: string;
}

const stillsAtOnce = 4;

/** Extracts the frames of a video as `<video>_NNNNNN.png`. Existing stills are kept, so that a canceled run is continued. */
export async function frames({ input, output, every = 1 }: FramesOptions, job: JobContext): Promise<FramesSummary> {
  const onWarning = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const source = await openFrames(input, { signal: job.signal, every, onWarning });
  const writer = await openImageFolderWriter(output, { text: await createStillMark(input) });
  const progress = createProgress(job, {
    name: t('Extracting frames'),
    unit: t('frames'),
    ...(source.frameCount === undefined ? {} : { total: source.frameCount }),
  });
  const pool = new PixelPool();
  const window = new ConcurrencyLimit(stillsAtOnce);
  let count = 0;
  let kept = 0;
  try {
    for await (const frame of source.frames(pool)) {
      const isThere = await fileExists(join(output, getStillName(frame.name)));
      const work = isThere ? Promise.resolve() : writer.write(frame);
      await window.add(work.finally(() => pool.give(frame.pixels)));
      count++;
      if (isThere) kept++;
      progress.advance();
    }
    await window.drain();
  } finally {
    await window.settle();
  }
  progress.finish();
  return { frames: count, framesKept: kept, output };
}

function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
