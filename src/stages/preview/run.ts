import { type BeforeAfter, drawBeforeAfter } from '../../conversion/beforeAfter';
import { readConvertSettings } from '../../conversion/convertSettings';
import { type FaceConverter, openFaceConverter } from '../../conversion/faceConverter';
import type { SourceFaces } from '../../conversion/sourceFaces';
import type { Landmarks } from '../../faces/landmarks';
import { writeFileAtomic } from '../../files/atomicFile';
import { createAiDisclosure } from '../../media/aiDisclosure';
import type { FrameSource } from '../../media/frames';
import { encodePng } from '../../media/imageFile';
import { openFrames } from '../../media/openFrames';
import { chooseEvenly } from '../../shared/chooseEvenly';
import { throwIfCanceled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { openModel } from '../convert/openModel';
import { buildModelOptions, type ConvertOptions, formatConsent, readSourceFaces } from '../convert/run';
import { keepEarlierFile } from '../earlierResult';

export interface PreviewOptions extends ConvertOptions {
  /** The number of frames, 1..100; 4 when absent. */
  readonly count?: number;
}

export interface PreviewSummary {
  readonly frames: number;
  readonly facesSwapped: number;
  readonly output: string;
}

/**
 * Writes a PNG of a few frames before and after the swap, one row for each frame. The frames are evenly spread over those
 * with faces; a video is decoded up to the last of them.
 * @throws UserError as `convert` does, and for an output that is not a .png
 */
export async function preview(options: PreviewOptions, job: JobContext): Promise<PreviewSummary> {
  const { input, modelDir, output, count = 4 } = options;
  if (!output.toLowerCase().endsWith('.png'))
    throw new UserError(t('{0} must end in .png: a preview is one image.', output));
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const source = await openFrames(input, { signal: job.signal, onWarning: warn });
  const faces = await readSourceFaces(options, source, warn);
  const { composite } = await readConvertSettings(options.config, options.colorAdjustment ?? 'avg-color', warn);
  const swapper = await openModel(modelDir, buildModelOptions(options));
  try {
    const { rows, facesSwapped } = await swapFrames(
      source,
      faces,
      openFaceConverter(swapper, composite),
      chooseEvenly(faces.positions, count),
      job,
    );
    const { xmp } = createAiDisclosure(formatConsent(options));
    await keepEarlierFile(output, job);
    await writeFileAtomic(output, await encodePng(await drawBeforeAfter(rows), { xmp }));
    job.emit({ type: 'preview', path: output });
    return { frames: rows.length, facesSwapped, output };
  } finally {
    await swapper.release();
  }
}

async function swapFrames(
  source: FrameSource,
  faces: SourceFaces,
  converter: FaceConverter,
  positions: readonly number[],
  job: JobContext,
): Promise<{ rows: BeforeAfter[]; facesSwapped: number }> {
  const progress = createProgress(job, { name: t('Converting'), unit: t('frames'), total: positions.length });
  const rows: BeforeAfter[] = [];
  let facesSwapped = 0;
  try {
    for await (const frame of source.frames(undefined, positions)) {
      throwIfCanceled(job.signal);
      const landmarks = faces.getFaces(frame.name);
      const face = findLargestFace(landmarks);
      if (!face) continue; // its landmarks are not those of a face
      const before = { ...frame, pixels: frame.pixels.slice() };
      const [swapped] = await converter.convert([{ image: frame, faces: landmarks }]);
      facesSwapped += swapped!;
      rows.push({ before, after: frame, face });
      progress.advance();
    }
  } finally {
    await converter.release();
  }
  progress.finish();
  if (rows.length === 0) throw new UserError(t('None of the faces in {0} can be shown.', source.path));
  return { rows, facesSwapped };
}

function findLargestFace(faces: readonly Landmarks[]): Landmarks | undefined {
  const measureHeight = (face: Landmarks) => {
    const ys = face.filter((_, i) => i % 2 === 1);
    return Math.max(...ys) - Math.min(...ys);
  };
  return faces.toSorted((a, b) => measureHeight(b) - measureHeight(a))[0];
}
