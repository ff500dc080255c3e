import { type BeforeAfter, drawBeforeAfter } from '../../conversion/beforeAfter';
import { readConvertSettings } from '../../conversion/convertSettings';
import { type FaceConverter, openFaceConverter } from '../../conversion/faceConverter';
import { type FacesOfSource, facesOfSource } from '../../conversion/facesOfSource';
import type { Landmarks } from '../../faces/landmarks';
import { readAlignments } from '../../facesets/alignments';
import { writeFileAtomic } from '../../files/atomicFile';
import { createAiDisclosure } from '../../media/aiDisclosure';
import type { FrameSource } from '../../media/frames';
import { encodePng } from '../../media/imageFile';
import { openFrames } from '../../media/openFrames';
import { throwIfCancelled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { openModel } from '../convert/openModel';
import { type ConvertOptions, consentOf, modelOptionsOf } from '../convert/run';

export interface PreviewOptions extends ConvertOptions {
  /** Stills, 1..100; 4 when absent. */
  readonly count?: number;
}

export interface PreviewSummary {
  readonly frames: number;
  readonly facesSwapped: number;
  readonly output: string;
}

/**
 * Shows what `convert` would make of a few frames, evenly spread over those with faces: one PNG, a row a frame, before
 * and after. A video is decoded up to the last of them.
 * @throws UserError as `convert` does, and for an output that is no .png
 */
export async function preview(options: PreviewOptions, job: JobContext): Promise<PreviewSummary> {
  const { input, alignments: alignmentsPath, modelDir, output, count = 4 } = options;
  if (!output.toLowerCase().endsWith('.png'))
    throw new UserError(t('{0} must end in .png: a preview is one image.', output));
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const source = await openFrames(input, { signal: job.signal, onWarning: warn });
  const faces = facesOfSource(await readAlignments(alignmentsPath), alignmentsPath, source);
  for (const warning of faces.warnings) warn(warning);
  const { composite } = await readConvertSettings(options.config, options.colorAdjustment ?? 'avg-color', warn);
  const swapper = await openModel(modelDir, modelOptionsOf(options));
  try {
    const { rows, facesSwapped } = await swapSome(
      source,
      faces,
      openFaceConverter(swapper, composite),
      spread(faces.positions, count),
      job,
    );
    const { xmp } = createAiDisclosure(consentOf(options));
    await writeFileAtomic(output, await encodePng(await drawBeforeAfter(rows), { xmp }));
    job.emit({ type: 'preview', path: output });
    return { frames: rows.length, facesSwapped, output };
  } finally {
    await swapper.release();
  }
}

async function swapSome(
  source: FrameSource,
  faces: FacesOfSource,
  converter: FaceConverter,
  positions: readonly number[],
  job: JobContext,
): Promise<{ rows: BeforeAfter[]; facesSwapped: number }> {
  const progress = createProgress(job, { name: t('Converting'), unit: t('frames'), total: positions.length });
  const rows: BeforeAfter[] = [];
  let facesSwapped = 0;
  try {
    for await (const frame of source.frames(undefined, positions)) {
      throwIfCancelled(job.signal);
      const landmarks = faces.facesOf(frame.name);
      const face = largest(landmarks);
      if (!face) continue; // its points are those of no face
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

/** So many of the values at even distances, the middle one where it is one; all where they are fewer. */
export function spread<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]!);
}

function largest(faces: readonly Landmarks[]): Landmarks | undefined {
  const heightOf = (face: Landmarks) => {
    const ys = face.filter((_, i) => i % 2 === 1);
    return Math.max(...ys) - Math.min(...ys);
  };
  return faces.toSorted((a, b) => heightOf(b) - heightOf(a))[0];
}
