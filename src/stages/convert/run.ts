import { resolve } from 'node:path';
import type { ColorMethodName } from '../../conversion/color/colorMethods';
import { type ConvertSettings, readConvertSettings } from '../../conversion/convertSettings';
import { openFaceConverter } from '../../conversion/faceConverter';
import type { FaceSwapper } from '../../conversion/faceSwapper';
import { matchFacesToSource, type SourceFaces, scaleFaces } from '../../conversion/sourceFaces';
import { openWriter } from '../../conversion/writers/writers';
import { type Alignments, readAlignments } from '../../facesets/alignments';
import { checkSource } from '../../facesets/source/checkSource';
import { writeFileAtomic } from '../../files/atomicFile';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { type AiDisclosure, createAiDisclosure } from '../../media/aiDisclosure';
import type { Frame, FrameSource } from '../../media/frames';
import { PixelPool } from '../../media/frames';
import { encodePng } from '../../media/imageFile';
import { openFrames } from '../../media/openFrames';
import { isVideoName } from '../../media/videoFormat';
import { throwIfCanceled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { keepEarlierFile, keepEarlierPictures } from '../earlierResult';
import { getFirstFramePath, removeOldFirstFrames } from '../firstFrame';
import { type OpenModelOptions, openModel } from './openModel';
import { describeUnseenFrames, findUnseenFrames, formatRestCommand } from './unseenFrames';

export interface ConvertOptions {
  /** A video, or a folder of images. */
  readonly input: string;
  readonly alignments: string;
  /** The folder of a model, or a .dfm file. */
  readonly modelDir: string;
  /** A video file, or a folder for PNGs, which may have a separator at its end. */
  readonly output: string;
  /** Use alignments that were made from another source all the same. */
  readonly acceptMismatch?: boolean;
  /** Swap B to A instead of A to B. */
  readonly swapModel?: boolean;
  /** How much of the other face to show, 0..100; only for .dfm files that support it. */
  readonly morph?: number;
  /** The mask used for blending; `auto` is the mask that the model predicts, else the one it was trained with. */
  readonly maskType?: 'auto' | FaceSwapper['maskType'];
  /** How colors are matched to the frame; `avg-color` when absent. */
  readonly colorAdjustment?: ColorMethodName;
  /** The path of a convert.ini; defaults when absent. */
  readonly config?: string;
  /** On what basis each person may be shown, for the metadata of the result. */
  readonly consentA?: string;
  readonly consentB?: string;
}

export interface ConvertSummary {
  readonly frames: number;
  readonly framesSwapped: number;
  readonly facesSwapped: number;
  readonly output: string;
}

/** Opens a model; tests replace it. */
export type OpenSwapper = (modelDir: string, options: OpenModelOptions) => Promise<FaceSwapper>;

/**
 * Swaps the aligned faces of a video or of a folder of images. A video appears when it is complete; images appear one by
 * one.
 * @throws UserError when an input does not fit the others or cannot be read, or the output cannot be written
 */
export async function convert(
  options: ConvertOptions,
  job: JobContext,
  open: OpenSwapper = openModel,
): Promise<ConvertSummary> {
  const { input, modelDir } = options;
  const output = resolve(options.output);
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const settings = await readConvertSettings(options.config, options.colorAdjustment ?? 'avg-color', warn);
  const source = await openFrames(input, { signal: job.signal, onWarning: warn });
  if (source.kind === 'images' && isVideoName(output))
    throw new UserError(t('{0} is a folder of images, so the output must be a folder, not {1}.', input, output));
  const faces = await readSourceFaces(options, source, warn);
  await warnOfUnseenFrames(faces.alignments, options.alignments, source, warn);
  const swapper = await open(modelDir, buildModelOptions(options));
  try {
    return await convertFrames(
      source,
      faces,
      swapper,
      { output, mark: createAiDisclosure(formatConsent(options)), settings },
      job,
    );
  } finally {
    await swapper.release();
  }
}

/**
 * Reads the alignments of a source, and checks that they were made from it.
 * @throws UserError that tells both sides when they were not
 */
export async function readSourceFaces(
  { alignments: path, acceptMismatch }: Pick<ConvertOptions, 'alignments' | 'acceptMismatch'>,
  source: FrameSource,
  warn: (message: string) => void,
): Promise<SourceFaces & { readonly alignments: Alignments }> {
  const alignments = await readAlignments(path);
  const faces = matchFacesToSource(alignments, path, source);
  const scale = await checkSource(alignments, path, source, { ...(acceptMismatch && { acceptMismatch }), warn });
  for (const warning of faces.warnings) warn(warning);
  return { ...scaleFaces(faces, scale), alignments };
}

async function warnOfUnseenFrames(
  alignments: Alignments,
  path: string,
  source: FrameSource,
  warn: (message: string) => void,
) {
  const unseen = await findUnseenFrames(alignments, path, source);
  if (!unseen) return;
  warn(
    `${describeUnseenFrames(unseen, path, source.path)} ${t('To look at the rest: {0}', formatRestCommand(unseen))}`,
  );
}

/** Returns how a model is to swap, from the options of a stage. */
export function buildModelOptions({
  swapModel: swap = false,
  morph = 100,
  maskType = 'auto',
}: Pick<ConvertOptions, 'swapModel' | 'morph' | 'maskType'>): OpenModelOptions {
  return { swap, morph: morph / 100, ...(maskType !== 'auto' && { maskType }) };
}

/** Returns the consent notes on the person who is shown and on the one who was replaced; undefined without notes. */
export function formatConsent({
  consentA,
  consentB,
  swapModel = false,
}: Pick<ConvertOptions, 'consentA' | 'consentB' | 'swapModel'>): string | undefined {
  const [replaced, shown] = swapModel ? [consentB, consentA] : [consentA, consentB];
  const notes = [
    ...(shown === undefined ? [] : [`Person whose face is shown: ${shown}`]),
    ...(replaced === undefined ? [] : [`Person whose face was replaced: ${replaced}`]),
  ];
  return notes.length > 0 ? notes.join(' | ') : undefined;
}

interface Result {
  readonly output: string;
  readonly mark: AiDisclosure;
  readonly settings: ConvertSettings;
}

/** Number of frames whose faces the model swaps together. */
const batchFrames = 8;

async function convertFrames(
  source: FrameSource,
  faces: SourceFaces,
  swapper: FaceSwapper,
  result: Result,
  job: JobContext,
): Promise<ConvertSummary> {
  const writer = await openWriter(
    {
      ...{ output: result.output, source, disclosure: result.mark, signal: job.signal },
      onWarning: (message) => job.emit({ type: 'log', level: 'warning', message }),
    },
    result.settings.values,
  );
  const isFile = isVideoName(result.output);
  if (!isFile) await keepEarlierPictures(result.output, job);
  const converter = openFaceConverter(swapper, result.settings.composite);
  const progress = createProgress(job, {
    name: t('Converting'),
    unit: t('frames'),
    ...(source.frameCount === undefined ? {} : { total: source.frameCount }),
  });
  const pool = new PixelPool();
  const window = new ConcurrencyLimit(batchFrames);
  const counts = { frames: 0, framesSwapped: 0, facesSwapped: 0 };
  try {
    for await (const batch of splitIntoBatches(source.frames(pool), batchFrames)) {
      const swapped = await converter.convert(batch.map((image) => ({ image, faces: faces.getFaces(image.name) })));
      for (const [i, frame] of batch.entries()) {
        throwIfCanceled(job.signal);
        counts.frames++;
        counts.facesSwapped += swapped[i]!;
        if (swapped[i]! > 0 && counts.framesSwapped++ === 0) await writeFirstFrame(frame, result, job);
        await window.add(writer.write(frame).finally(() => pool.give(frame.pixels)));
        progress.advance();
      }
    }
    await window.drain();
    if (isFile) await keepEarlierFile(result.output, job);
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await window.settle();
    await converter.release();
  }
  progress.finish();
  return { ...counts, output: result.output };
}

async function* splitIntoBatches(frames: AsyncIterable<Frame>, size: number): AsyncGenerator<Frame[]> {
  let batch: Frame[] = [];
  for await (const frame of frames) {
    batch.push(frame);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Writes a picture of the first swapped frame, to look at while the rest is converted; where the cache takes none there is none. */
async function writeFirstFrame(frame: Frame, { output, mark }: Result, job: JobContext): Promise<void> {
  const path = getFirstFramePath(output);
  try {
    await writeFileAtomic(path, await encodePng(frame, { xmp: mark.xmp }));
    await removeOldFirstFrames();
  } catch (error) {
    return console.error('There is no picture of the first frame:', error);
  }
  job.emit({ type: 'preview', path });
}
