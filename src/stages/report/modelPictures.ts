import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { isPathTaken } from '../../files/freePath';
import { requireInside } from '../../files/storedPath';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import { readImage } from '../../media/imageFile';
import { renderPictureTable, renderWidePicture } from '../../reports/pictureTable';
import { chooseEvenly } from '../../shared/chooseEvenly';
import { throwIfCanceled } from '../../shared/errors';
import { noteUserError } from '../../shared/jobReporting';
import { formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import type { PreviewRecord } from '../../shared/previewRecord';
import { getPreviewRecordPath, readPreviewRecord } from '../../training/preview/previewFolder';
import { encodeSavedPatch, readSavedSheet, type SavedSheet } from '../../training/preview/savedSheet';
import { getPreviewPath, getTimelapseFolder } from '../../training/store/modelFiles';

/** Pictures of a model, as HTML; empty where it has none. */
export interface ModelPictures {
  readonly examples: string;
  readonly overTime: string;
  /** Sentences on pictures that could not be read. */
  readonly remarks: readonly string[];
}

const [mostFaces, mostMoments, facesOverTime] = [6, 7, 4];
/** Pictures of a timelapse are shown no wider. */
const widestPixels = 960;

/** Returns faces before and after, and how they became so: from the history of previews, or from older pictures of a model. */
export async function readModelPictures(modelDir: string, signal: AbortSignal): Promise<ModelPictures> {
  const remarks: string[] = [];
  const record = await noteUserError(readPreviewRecord(modelDir), remarks);
  const recordPath = getPreviewRecordPath(modelDir);
  if (!record && remarks.length === 0 && isPathTaken(recordPath))
    remarks.push(t('{0} is damaged: its previews are left out.', recordPath));
  const sheets = record ? await readSheets(modelDir, record, remarks, signal) : [];
  const newest = sheets.at(-1);
  const examples = newest ? await renderExamples(newest.sheet, newest.iteration) : '';
  const overTime = sheets.length > 1 ? await renderOverTime(sheets) : '';
  return {
    examples:
      examples || (await renderFile(modelDir, getPreviewPath(modelDir), t('Preview of the last save'), remarks)),
    overTime: overTime || (await renderTimelapse(modelDir, remarks, signal)),
    remarks,
  };
}

interface Moment {
  readonly iteration: number;
  readonly sheet: SavedSheet;
}

/** Reads a few previews of the same faces, the first and the last among them. */
async function readSheets(
  modelDir: string,
  record: PreviewRecord,
  remarks: string[],
  signal: AbortSignal,
): Promise<Moment[]> {
  const set = record.pictures.at(-1)?.set;
  const same = record.pictures.filter((picture) => picture.set === set);
  const between = chooseEvenly(same.slice(1, -1), mostMoments - 2);
  const chosen = [...same.slice(0, 1), ...between, ...(same.length > 1 ? same.slice(-1) : [])];
  const moments: Moment[] = [];
  for (const picture of chosen) {
    throwIfCanceled(signal);
    const sheet = await noteUserError(readSavedSheet(modelDir, record, picture), remarks);
    if (sheet) moments.push({ iteration: picture.iteration, sheet });
  }
  return moments;
}

async function renderExamples(sheet: SavedSheet, iteration: number): Promise<string> {
  const rows = chooseEvenly([...Array(sheet.rows).keys()], mostFaces);
  const encode = (row: number) => Promise.all([0, 1, 2, 3, 4, 5].map((column) => encodeSavedPatch(sheet, row, column)));
  return renderPictureTable({
    caption: t(
      'After {0} iterations. All but the first and the fourth column are made with AI.',
      formatNumber(iteration),
    ),
    columns: ['A', t('A as A'), t('A as B'), 'B', t('B as B'), t('B as A')],
    rows: await Promise.all(rows.map(async (row, i) => ({ heading: t('Pair {0}', i + 1), jpegs: await encode(row) }))),
  });
}

async function renderOverTime(moments: readonly Moment[]): Promise<string> {
  const newest = moments.at(-1)!.sheet;
  const faces = chooseEvenly([...Array(newest.rows).keys()], facesOverTime / 2);
  const sides = [
    { original: 0, swapped: 2, name: t('A as B') },
    { original: 3, swapped: 5, name: t('B as A') },
  ];
  const rows = sides.flatMap(({ original, swapped, name }) =>
    faces.map(async (row) => ({
      heading: name,
      jpegs: await Promise.all([
        encodeSavedPatch(newest, row, original),
        ...moments.map(async ({ sheet }) =>
          row < sheet.rows ? await encodeSavedPatch(sheet, row, swapped) : undefined,
        ),
      ]),
    })),
  );
  return renderPictureTable({
    caption: t('The same faces after so many iterations. All but the first column are made with AI.'),
    columns: [t('Picture'), ...moments.map(({ iteration }) => formatNumber(iteration))],
    rows: await Promise.all(rows),
  });
}

/** Shows a few pictures of the timelapse as they are, each with its iteration. */
async function renderTimelapse(modelDir: string, remarks: string[], signal: AbortSignal): Promise<string> {
  const folder = getTimelapseFolder(modelDir);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d{8}\.jpg$/.test(name)).sort(); // none
  const shown: string[] = [];
  for (const name of [...chooseEvenly(names.slice(0, -1), 3), ...names.slice(-1)]) {
    throwIfCanceled(signal);
    const caption = t('After {0} iterations', formatNumber(Number.parseInt(name, 10)));
    shown.push(await renderFile(modelDir, join(folder, name), caption, remarks));
  }
  return shown.join('');
}

/** Returns a picture of the folder of a model; nothing where there is none, or a damaged one. */
async function renderFile(modelDir: string, path: string, caption: string, remarks: string[]): Promise<string> {
  const jpeg = await noteUserError(encodeFile(modelDir, path), remarks);
  return jpeg ? renderWidePicture(jpeg, `${caption} ${t('(made with AI)')}`) : '';
}

async function encodeFile(modelDir: string, path: string): Promise<Uint8Array | undefined> {
  await requireInside(modelDir, path);
  if (!isPathTaken(path)) return undefined;
  const { width, height, pixels } = await readImage(path);
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize({ width: widestPixels, withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .withXmp(defaultDisclosureXmp)
    .toBuffer();
}
