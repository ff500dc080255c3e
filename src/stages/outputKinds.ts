import { lstat, readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { evaluationStart } from '../evaluation/evaluationStart';
import { readAlignments } from '../facesets/alignments';
import { listFacePngs, readFaceHeader } from '../facesets/facePng';
import { ConcurrencyLimit } from '../files/concurrencyLimit';
import { isPathTaken } from '../files/freePath';
import { openRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import { getStillName, isImageName } from '../media/imageNames';
import { isOwnMedia } from '../media/ownMedia';
import { createStillMark, readStillMark } from '../media/stillMark';
import { isVideoName } from '../media/videoFormat';
import { pageStart } from '../reports/pageStart';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { rejectUnfitModelFolder } from '../training/store/unfitModelFolder';
import { experimentFileName, experimentStart } from './experiment/experimentStart';
import { rejectFileEnding, rejectUnclearResult } from './outputNames';
import { figuresStarts } from './report/figuresStart';
import type { OutputKind } from './stage';

/**
 * Checks that nothing at `path` would be lost that this program did not make; what it made goes to the trash or is continued.
 * `input` is the source of a stage that has one.
 * @throws UserError that names what is there
 */
type OutputCheck = (path: string, input: string) => Promise<void>;

/** How what this program has made is recognized, by the kind of output. */
export const outputChecks: Readonly<Record<OutputKind, OutputCheck>> = {
  /** A video, or a folder of pictures, with the mark of AI-made media. */
  result: async (path, input) => {
    await rejectUnclearResult(path, input);
    await (isVideoName(path) ? rejectForeignFile(path, isOwnMedia) : rejectForeignPictures(path, isOwnMedia));
  },
  video: (path) => rejectForeignFile(path, isOwnMedia),
  picture: (path) => rejectForeignFile(path, isOwnMedia),
  pictures: async (path) => {
    await rejectFileEnding(path);
    await rejectForeignPictures(path, isOwnMedia);
  },
  /** Frames of a video, which are as they were recorded: each names its video. */
  stills: async (path, input) => {
    await rejectFileEnding(path);
    await rejectForeignPictures(path, await createStillCheck(input));
  },
  faces: rejectForeignFaces,
  /** Any alignments file, also one of faceswap's: a backup is made of it. A damaged one is replaced, too. */
  alignments: (path) => rejectForeignFile(path, async () => /\.fsa$/i.test(path) || (await canReadAlignments(path))),
  /** The program that wrote an ONNX file is named at its start. */
  export: (path) => rejectForeignFile(path, isOwnExport),
  /** A report, which begins with its mark. */
  page: (path) => rejectForeignFile(path, (file) => startsWith(file, pageStart)),
  figures: (path) => rejectForeignFile(path, (file) => startsWith(file, ...figuresStarts)),
  evaluation: (path) => rejectForeignFile(path, (file) => startsWith(file, evaluationStart)),
  experiment: rejectOtherFolder,
  newFolder: async (path) => {
    if (isPathTaken(path)) throw new UserError(t('{0} already exists. Choose a new folder.', path));
  },
  newModel: rejectUnfitModelFolder,
  /** Files that the stage changes because the user has named them, and that it checks itself. */
  edited: async () => undefined,
};

async function rejectForeignFile(path: string, isOwn: (path: string) => Promise<boolean>): Promise<void> {
  const entry = await lstat(path).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined; // whoever writes there reports what is in the way
    throw explainFileError(error, path);
  });
  if (!entry) return;
  if (entry.isDirectory()) throw new UserError(t('{0} is a folder. Choose the name of a file.', path));
  if (await isOwn(path)) return;
  throw new UserError(
    t(
      '{0} already exists, and this program did not make it, so it is not replaced. Choose another name, or move it away.',
      path,
    ),
  );
}

const filesAtOnce = 16;

async function rejectForeignPictures(folder: string, isOwn: (path: string) => Promise<boolean>): Promise<void> {
  const foreign: string[] = [];
  const tasks = new ConcurrencyLimit(filesAtOnce);
  const check = async (name: string) => {
    if (!(await isOwn(join(folder, name)))) foreign.push(name);
  };
  for (const name of await listPictures(folder)) await tasks.add(check(name));
  await tasks.drain();
  const [first] = foreign.sort();
  if (first === undefined) return;
  throw new UserError(
    t(
      '{0} contains pictures that this command did not make ({1}, such as {2}). Choose a new or empty folder, so that nothing is replaced or mixed up.',
      folder,
      foreign.length,
      first,
    ),
  );
}

async function listPictures(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return []; // whoever writes there reports what is in the way
    throw explainFileError(error, folder);
  });
  return names.filter((name) => isImageName(name) && !name.startsWith('.'));
}

/** A still of another video may lie in the folder, too, unless its name is that of a frame of this one. */
async function createStillCheck(video: string): Promise<(path: string) => Promise<boolean>> {
  const mark = await createStillMark(video).catch(() => undefined); // whoever opens the video reports the error
  const start = getStillName(`${parse(video).name}_`).replace(/\.png$/, '');
  return async (path) => {
    const found = await readStillMark(path);
    return found !== undefined && (found === mark?.text || !parse(path).name.startsWith(start));
  };
}

/** Refuses a folder of other pictures, and a picture without a header that has the name of a face of the source. */
async function rejectForeignFaces(folder: string, input: string): Promise<void> {
  await rejectFileEnding(folder);
  const pictures = await listPictures(folder);
  if (pictures.length === 0) return;
  const isFace = (path: string) =>
    readFaceHeader(path).then(
      () => true,
      () => false,
    );
  const faces = await listFacePngs(folder);
  let hasFaces = false;
  for (const face of faces.slice(0, maxSearchedFaces)) hasFaces ||= await isFace(face);
  if (!hasFaces) return rejectForeignPictures(folder, async () => false);
  const stems = new Set((await listPictures(input)).map((name) => parse(name).name));
  const isOfSource = (path: string) => {
    const stem = /^(.*)_\d+$/.exec(parse(path).name)?.[1] ?? '';
    return stems.has(stem) || stem.startsWith(`${parse(input).name}_`);
  };
  await rejectForeignPictures(folder, async (path) => !isOfSource(path) || isFace(path));
}

/** Accepts a folder that is missing or empty, and one with the record of an experiment. */
async function rejectOtherFolder(folder: string): Promise<void> {
  await rejectFileEnding(folder);
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw explainFileError(error, folder);
  });
  if (
    names.every((name) => name.startsWith('.')) ||
    (await startsWith(join(folder, experimentFileName), experimentStart))
  )
    return;
  throw new UserError(
    t('{0} has other files, such as {1}. Choose a new folder for the experiment.', folder, names.sort()[0]!),
  );
}

/** Pictures among which at least one face is expected. */
const maxSearchedFaces = 500;

function canReadAlignments(path: string): Promise<boolean> {
  return readAlignments(path).then(
    () => true,
    () => false,
  );
}

async function isOwnExport(path: string): Promise<boolean> {
  return (await readStart(path)).includes('faceswap-workbench');
}

async function startsWith(path: string, ...marks: readonly string[]): Promise<boolean> {
  const start = (await readStart(path)).toString('utf8');
  return marks.some((mark) => start.startsWith(mark));
}

async function readStart(path: string): Promise<Buffer> {
  const file = await openRegularFile(path).catch(() => undefined);
  const start = Buffer.alloc(64);
  await file?.read(start, 0, start.length, 0).finally(() => file.close());
  return start;
}
