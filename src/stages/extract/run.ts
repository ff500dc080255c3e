import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AlignerName } from '../../faces/aligners/aligners';
import type { AlignFilters } from '../../faces/alignFilters';
import type { DetectorName } from '../../faces/detectors/detectors';
import { extractGlobalOptions, extractIni } from '../../faces/extractIni';
import {
  type Alignments,
  alignmentsVersion,
  backupAlignments,
  readAlignments,
  writeAlignments,
} from '../../facesets/alignments';
import { getDefaultAlignmentsPath, getProgressPath } from '../../facesets/alignmentsPath';
import { formatFacePngName } from '../../facesets/facePng';
import { checkSource } from '../../facesets/source/checkSource';
import { addSourceRecord, describePlace, recordSource, type SourceRecord } from '../../facesets/source/sourceRecord';
import { createFolder } from '../../files/createFolder';
import { explainFileError } from '../../files/systemErrors';
import type { FrameSource } from '../../media/frames';
import { PixelPool } from '../../media/frames';
import { openFrames } from '../../media/openFrames';
import { loadIni } from '../../options/loadIni';
import { resolveIniValues } from '../../options/option';
import { hasErrorCode, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { retireFaces } from './earlierFaces';
import { assertNoOtherFaces } from './existingFaces';
import { ExtractJournal, type ExtractTask } from './extractJournal';
import { openFaceFinder } from './faceFinder';
import { FaceWriter } from './faceWriter';

export interface ExtractOptions {
  /** A video, or a folder of images. */
  readonly input: string;
  /** Folder for the face PNGs. */
  readonly output: string;
  /** The `.fsa` file; if absent, faceswap's default: next to a video or inside a folder. */
  readonly alignments?: string;
  /** Take every Nth frame; 1 when absent. */
  readonly every?: number;
  /** Look only at frames that the alignments file does not have yet; else the earlier faces of the input go to the trash. */
  readonly skipExisting?: boolean;
  /** Skip faces smaller than this many percent of the frame's short side; 0 when absent. */
  readonly minSize?: number;
  /** `ssd-mobilenet` when absent. */
  readonly detector?: DetectorName;
  /** `dense-68` when absent. */
  readonly aligner?: AlignerName;
  /** Skip faces that do not pass the filters in extract.ini. */
  readonly alignFilters?: boolean;
  /** The extract.ini; the usual filters when absent. */
  readonly config?: string;
}

export interface ExtractSummary {
  readonly frames: number;
  readonly framesWithFaces: number;
  readonly faces: number;
  readonly output: string;
  readonly alignments: string;
}

/**
 * Finds the faces of a video or an image folder, writes each as a head-centered PNG with faceswap's header, and the
 * alignments file. A run that was killed or canceled is continued where it was.
 * @throws UserError when the input cannot be read or contains no face, or the disk is full; CanceledError
 */
export async function extract(options: ExtractOptions, job: JobContext): Promise<ExtractSummary> {
  const warn = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const filters = await readAlignFilters(options.config, warn);
  const source = await openFrames(options.input, {
    signal: job.signal,
    every: options.every ?? 1,
    onWarning: warn,
  });
  const alignmentsPath = resolve(options.alignments ?? getDefaultAlignmentsPath(source));
  const task = await describeTask(source, options, filters);
  await createOutputFolder(task);
  const known = options.skipExisting ? await readKnownFrames(alignmentsPath, source, warn) : undefined;
  const place = describePlace(source, { alignments: alignmentsPath, faces: task.output });
  await assertNoOtherFaces(task.output, source, { alignments: alignmentsPath, place });
  const record = await recordSource(source, { every: task.every, place });
  const journal = await ExtractJournal.open(getProgressPath(alignmentsPath), task, warn);
  const isContinued = options.skipExisting === true || journal.faceCounts.size > 0;
  const retired = isContinued ? undefined : await retireFaces(task.output, source);
  if (retired)
    job.emit({
      type: 'log',
      level: 'info',
      message: t('{0} faces of an earlier extraction were moved to {1}.', retired.count, retired.trash),
    });
  try {
    await processFrames(source, journal, known?.frames, task, job);
  } catch (error) {
    const saved = await saveAlignments(journal, known, { path: alignmentsPath, record }).catch(() => undefined); // the first error is the one to report
    await journal.close();
    if (saved?.frames === 0) await journal.remove();
    if (saved?.faces === 0) await retired?.restore();
    throw error;
  }
  const counts = await saveAlignments(journal, known, { path: alignmentsPath, record });
  if (counts.faces === 0) await retired?.restore();
  return finishExtraction(source, journal, counts, { ...task, alignments: alignmentsPath }, job);
}

async function describeTask(
  { kind, path }: FrameSource,
  options: ExtractOptions,
  filters: AlignFilters,
): Promise<ExtractTask> {
  const { size, mtimeMs } = await stat(path);
  return {
    input: resolve(path),
    inputVersion: kind === 'video' ? `${size} ${mtimeMs}` : '',
    output: resolve(options.output),
    every: options.every ?? 1,
    minSizePercent: options.minSize ?? 0,
    ...(options.skipExisting && { skipExisting: true }),
    ...(options.detector && { detector: options.detector }),
    ...(options.aligner && { aligner: options.aligner }),
    ...(options.alignFilters && { filters }),
  };
}

async function createOutputFolder({ input, output }: ExtractTask): Promise<void> {
  if (input === output)
    throw new UserError(
      t('Faces cannot be written to the folder of the frames, {0}. Choose another output folder.', output),
    );
  await createFolder(output).catch((error: unknown) => {
    if (hasErrorCode(error, 'EEXIST', 'ENOTDIR'))
      throw new UserError(t('{0} is a file or is inside one. Choose another output folder.', output));
    throw explainFileError(error, output);
  });
}

/** Extracts the faces of the frames that are not finished, one after the other, while the last few are encoded and written. */
async function processFrames(
  source: FrameSource,
  journal: ExtractJournal,
  known: Alignments['frames'] | undefined,
  task: ExtractTask,
  job: JobContext,
) {
  const progress = createProgress(job, {
    name: t('Extracting faces'),
    unit: t('frames'),
    ...(source.frameCount === undefined ? {} : { total: source.frameCount }),
  });
  const writer = new FaceWriter(journal, {
    output: task.output,
    sourceIsVideo: source.kind === 'video',
    onFrame: () => progress.advance(),
  });
  const done = await listFinishedFrames(journal, task.output);
  const pool = new PixelPool();
  const finder = await openFaceFinder(task);
  try {
    for await (const frame of source.frames(pool)) {
      if (done.has(frame.name) || known?.has(frame.name)) progress.advance();
      else await writer.add(frame, await finder.find(frame));
      if (source.kind === 'video') pool.give(frame.pixels);
    }
  } finally {
    await finder.release();
    await writer.finish();
  }
  progress.finish();
  const log = (message: string) => job.emit({ type: 'log', level: 'info', message });
  if (finder.countProfiles() > 0)
    log(
      t('Skipped {0} faces that cannot be placed, such as those of heads seen from the side.', finder.countProfiles()),
    );
  if (finder.countFiltered() > 0) log(t('Skipped {0} faces that did not pass the filters.', finder.countFiltered()));
}

/** Returns the names of the frames that are in the journal and whose face images all exist. */
async function listFinishedFrames({ faceCounts: finished }: ExtractJournal, output: string): Promise<Set<string>> {
  const images = new Set(await readdir(output));
  const complete = ([frame, faces]: [string, number]) =>
    Array.from({ length: faces }, (_, index) => formatFacePngName(frame, index)).every((name) => images.has(name));
  return new Set([...finished].filter(complete).map(([frame]) => frame));
}

/** Writes the alignments file from the journal, after a backup of an earlier file; writes nothing when there are no faces. */
async function saveAlignments(
  journal: ExtractJournal,
  known: Alignments | undefined,
  { path, record }: { readonly path: string; readonly record: SourceRecord },
) {
  const found = await journal.readFrames();
  const frames = known ? mergeFrames(known.frames, found) : found;
  const counts = [...frames.values()].map(({ faces }) => faces.length);
  const faces = counts.reduce((sum, count) => sum + count, 0);
  const summary = { frames: frames.size, framesWithFaces: counts.filter((count) => count > 0).length, faces };
  if (faces === 0) return summary;
  if (!journal.isAlignmentsOwned && existsSync(path)) await backupAlignments(path);
  const meta = addSourceRecord(known?.meta ?? new Map([['version', alignmentsVersion]]), record);
  await writeAlignments(path, { version: alignmentsVersion, ...known, meta, frames });
  await journal.noteSaved();
  return summary;
}

/**
 * Returns the frames that the alignments file has; undefined where there is none.
 * @throws UserError when it is damaged, or of another source
 */
async function readKnownFrames(
  path: string,
  source: FrameSource,
  warn: (message: string) => void,
): Promise<Alignments | undefined> {
  if (!existsSync(path)) return undefined;
  const known = await readAlignments(path);
  await checkSource(known, path, source, { advice: t('Extract all frames again, without --skip-existing.'), warn });
  return known;
}

function mergeFrames(known: Alignments['frames'], found: Alignments['frames']): Alignments['frames'] {
  return new Map([...known, ...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function finishExtraction(
  source: FrameSource,
  journal: ExtractJournal,
  counts: Omit<ExtractSummary, 'output' | 'alignments'>,
  { output, alignments }: Pick<ExtractSummary, 'output' | 'alignments'>,
  job: JobContext,
): Promise<ExtractSummary> {
  await journal.close();
  await journal.remove();
  if (counts.faces === 0)
    throw new UserError(
      t(
        'No faces were found in the {0} frames of {1}. Choose a video that shows faces from the front.',
        counts.frames,
        source.path,
      ),
    );
  job.emit({ type: 'saved', path: alignments });
  return { ...counts, output, alignments };
}

/**
 * Returns the filters that an extract.ini sets; without a file, the defaults.
 * @throws UserError naming the first mistake of the file at `config`
 */
async function readAlignFilters(config: string | undefined, warn: (message: string) => void): Promise<AlignFilters> {
  const { values, warnings } = await loadIni(extractIni, config);
  for (const warning of warnings) warn(warning);
  const { global } = resolveIniValues({ global: extractGlobalOptions }, values);
  return {
    minScale: global.aligner_min_scale,
    maxScale: global.aligner_max_scale,
    distance: global.aligner_distance,
    roll: global.aligner_roll,
    features: global.aligner_features,
  };
}
