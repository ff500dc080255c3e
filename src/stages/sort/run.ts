import { basename, join, relative, resolve } from 'node:path';
import { clusterFaces } from '../../facesets/clusterFaces';
import { listFaceFiles } from '../../facesets/faceFiles';
import { listFacePngs } from '../../facesets/facePng';
import { getSamePersonThreshold } from '../../facesets/identityNetworks';
import { describeLeftOut, describeLinks, describeOtherImages } from '../../facesets/leftOutFaces';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { createFolder } from '../../files/createFolder';
import { shortenFileName } from '../../files/fileName';
import { explainFileError } from '../../files/systemErrors';
import { throwIfCanceled, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress, noteUserError, warnOfAll } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { findUnfinishedWork, finishWork } from '../unfinishedWork';
import { identifyFaces } from './identifyFaces';
import { executePlan, finishPlan, type MovePlan } from './movePlan';
import { readSortableFace, type SortableFace } from './sortableFace';
import { getPersonFolderName, listFacesToSort, listSortedFolders, unknownFolderName } from './sortedFolders';

/** A criterion by which faces can be sorted and grouped. */
export type SortMetric = 'none' | 'face';

export interface SortOptions {
  /** A folder of face PNGs. */
  readonly input: string;
  /** The folder for the sorted faces; `input` when absent. */
  readonly output?: string;
  /** `face` numbers the files: the person with most faces first, and of each person the most typical face first. */
  readonly sortBy: SortMetric;
  /** `face` creates one folder for each person. */
  readonly groupBy: SortMetric;
  /** Copies the faces into `output` instead of moving them. */
  readonly keep?: boolean;
}

export interface SortSummary {
  /** The number of sorted faces. */
  readonly faces: number;
  readonly people: number;
  /** The number of faces of the person with most faces. */
  readonly largest: number;
  /** The number of faces that resemble no others. */
  readonly unknown: number;
  /** The number of faces whose identity was computed now and written to their files. */
  readonly described: number;
  /** The number of PNGs without a readable header; they stay where they are. */
  readonly withoutHeader: number;
  readonly output: string;
}

interface People {
  /** Faces of each person, the most typical first; the person with most faces first. */
  readonly people: readonly (readonly SortableFace[])[];
  readonly unknown: readonly SortableFace[];
}

const headersAtOnce = 16;
/** When one person has this many faces, a single face unlike all others is a false detection rather than a person. */
const minFacesOfMainPerson = 100;

/**
 * Sorts face PNGs by person. A sort that was killed while it moved files is completed by the next one.
 * @throws UserError when there is no face, or when the output contains an earlier sort; CanceledError
 */
export async function sort(options: SortOptions, job: JobContext): Promise<SortSummary> {
  const [input, output] = [resolve(options.input), resolve(options.output ?? options.input)];
  const onWarning = (message: string) => job.emit({ type: 'log', level: 'warning', message });
  const unfinished = await finishPlan({ input, output }, onWarning);
  for (const work of await findUnfinishedWork(input, input)) await finishWork(work, job, []);
  if (unfinished && resolve(output, unfinished.input) === input) {
    job.emit({ type: 'log', level: 'info', message: t('Completed an interrupted sort of {0}.', output) });
    return unfinished.summary as unknown as SortSummary;
  }
  await assertOptionsFit(options, input, output);
  const { faces: read, withoutHeader } = await readFaces(input, job);
  const { network, faces, described } = await identifyFaces(read, job);
  const found = await findPeople(faces, network, job);
  const summary: SortSummary = {
    faces: faces.length,
    people: found.people.length,
    largest: found.people[0]?.length ?? 0,
    unknown: found.unknown.length,
    described,
    withoutHeader,
    output,
  };
  throwIfCanceled(job.signal);
  const moves = planMoves(found, options).map(({ path, to }) => ({ from: relative(input, path), to }));
  const copy = options.keep === true;
  await moveFaces({ input: relative(output, input), output, copy, moves, summary: { ...summary } }, job);
  return summary;
}

async function assertOptionsFit(options: SortOptions, input: string, output: string): Promise<void> {
  if (options.sortBy === 'none' && options.groupBy === 'none')
    throw new UserError(t('Nothing to sort by. Set --sort-by, --group-by or both to face.'));
  if (input === output) {
    if (options.keep)
      throw new UserError(t('To keep the faces of {0} where they are, give another folder as --output.', input));
    return;
  }
  const [sorted] = await listSortedFolders(output);
  if (sorted !== undefined)
    throw new UserError(
      t('{0} already contains the faces of an earlier sort ({1}). Choose another output folder.', output, sorted),
    );
}

async function readFaces(input: string, job: JobContext): Promise<{ faces: SortableFace[]; withoutHeader: number }> {
  const paths = await listFacesToSort(input);
  const progress = createProgress(job, { name: t('Reading faces'), total: paths.length, unit: t('faces') });
  const faces = new Map<string, SortableFace>();
  const reasons: string[] = [];
  const tasks = new ConcurrencyLimit(headersAtOnce);
  for (const path of paths) {
    throwIfCanceled(job.signal);
    await tasks.add(
      noteUserError(readSortableFace(path), reasons).then((face) => {
        if (face) faces.set(path, face);
        progress.advance();
      }),
    );
  }
  await tasks.drain();
  progress.finish();
  const links = describeLinks(input, await listFacePngs(input, { kind: 'links' }));
  if (paths.length === 0 && links.length > 0) throw new UserError(links[0]!);
  warnOfAll(
    [...describeLeftOut(input, reasons.sort(), paths.length), ...links, ...(await describeOtherFiles(input))],
    job,
  );
  if (faces.size === 0)
    throw new UserError(t('There are no face images in {0}. Choose the folder that extract wrote to.', input));
  const inOrder = paths.flatMap((path) => faces.get(path) ?? []);
  return { faces: inOrder, withoutHeader: paths.length - faces.size };
}

async function describeOtherFiles(input: string): Promise<string[]> {
  return describeOtherImages(input, (await listFaceFiles(input)).otherImages);
}

async function findPeople(faces: readonly SortableFace[], network: string, job: JobContext): Promise<People> {
  const progress = createProgress(job, { name: t('Grouping faces'), total: faces.length, unit: t('faces') });
  const identified = faces.filter((face) => face.identity[network] !== undefined);
  const clusters = await clusterFaces(
    identified.map((face) => face.identity[network]!),
    { threshold: getSamePersonThreshold(network), signal: job.signal },
  );
  const isPerson = (cluster: readonly number[]) => cluster.length > 1 || clusters[0]!.length < minFacesOfMainPerson;
  progress.advance(faces.length);
  progress.finish();
  return {
    people: clusters.filter(isPerson).map((cluster) => cluster.map((face) => identified[face]!)),
    unknown: [
      ...faces.filter((face) => face.identity[network] === undefined),
      ...clusters.filter((cluster) => !isPerson(cluster)).map(([face]) => identified[face!]!),
    ],
  };
}

/** Returns the new path of each face, relative to the output. */
function planMoves({ people, unknown }: People, { sortBy, groupBy }: SortOptions): { path: string; to: string }[] {
  const groups = people.map((faces, i) => ({ folder: getPersonFolderName(i), faces }));
  if (unknown.length > 0) groups.push({ folder: unknownFolderName, faces: [...unknown] });
  if (groupBy === 'none')
    return planNames(
      groups.flatMap(({ faces }) => faces),
      sortBy,
      '',
    );
  return groups.flatMap(({ folder, faces }) => planNames(faces, sortBy, folder));
}

function planNames(faces: readonly SortableFace[], sortBy: SortMetric, folder: string): { path: string; to: string }[] {
  const taken = new Set<string>();
  return faces.map(({ path, originalName }, i) => {
    const original = checkPlainName(originalName) ?? basename(path);
    const preferred = shortenFileName(sortBy === 'face' ? `${String(i).padStart(6, '0')}_${original}` : original);
    const name = taken.has(preferred) ? shortenFileName(`${i}_${preferred}`) : preferred;
    taken.add(name);
    return { path, to: join(folder, name) };
  });
}

/** Returns a name from the header of a file if it is a plain file name; undefined otherwise. */
function checkPlainName(name: string): string | undefined {
  return /^[^./\\:*?"<>|][^/\\:*?"<>|]*\.png$/i.test(name) ? name : undefined;
}

async function moveFaces(plan: MovePlan, job: JobContext): Promise<void> {
  const progress = createProgress(job, { name: t('Moving faces'), total: plan.moves.length, unit: t('faces') });
  await createFolder(plan.output).catch((error: unknown) => {
    throw explainFileError(error, plan.output);
  });
  await executePlan(plan, () => {
    if (plan.copy) throwIfCanceled(job.signal); // moving takes no time, and must not stop halfway
    progress.advance();
  });
  progress.finish();
}
