import { ftruncateSync, writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createFolder } from '../../../files/createFolder';
import { openToAppend, readRegularText } from '../../../files/regularFile';
import { setAside } from '../../../files/setAside';
import { setUnfitAside } from '../../../files/setUnfitAside';
import { requireInside, UnfitFileError } from '../../../files/storedPath';
import { explainFileError } from '../../../files/systemErrors';
import { hasErrorCode } from '../../../shared/errors';
import { t } from '../../../shared/l10n';
import { logsFolderName } from '../modelFiles';
import {
  type EvaluationEntry,
  type EvaluationRow,
  evaluationHeading,
  evaluationHeadingStart,
  formatEvaluation,
  parseEvaluations,
} from './evaluationRows';

export type { EvaluationEntry, EvaluationKind } from './evaluationRows';

/** Log of what is measured of a model while it trains. Lines are only appended, each whole or not at all. */
export interface EvaluationLog {
  /** The entries of earlier runs, up to the iteration from which the log continues. */
  readonly earlier: readonly EvaluationEntry[];
  /** @throws UserError when the line cannot be written, such as on a full disk; the log then stays as it was */
  append(entry: EvaluationEntry): void;
  close(): void;
}

/** Some hundred thousand evaluations. */
const maxLogBytes = 64 << 20;

export function getEvaluationLogPath(modelDir: string): string {
  return join(modelDir, logsFolderName, 'evaluation.csv');
}

/**
 * Returns the evaluations of a model in the order of their iterations; none where it has no log, or one that is no file or
 * of another program. Lines that make no sense are left out.
 */
export async function readEvaluationLog(modelDir: string): Promise<EvaluationEntry[]> {
  const text = (await readLog(modelDir)) ?? '';
  return parseEvaluations(text)
    .map(({ end: _, ...entry }) => entry)
    .sort((a, b) => a.iteration - b.iteration);
}

/** Reads the log; undefined where there is none that can be read. ASCII: a character is a byte. */
async function readLog(modelDir: string): Promise<string | undefined> {
  const path = getEvaluationLogPath(modelDir);
  try {
    const text = await readRegularText(path, maxLogBytes, { within: modelDir });
    return text.startsWith(evaluationHeadingStart) ? text : undefined;
  } catch (error) {
    if (error instanceof UnfitFileError || hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw explainFileError(error, path);
  }
}

/** Opens the log to continue after `iteration`: lines of a killed run after its last save are cut off. */
export async function openEvaluationLog(
  modelDir: string,
  iteration: number,
  onWarning: (message: string) => void,
): Promise<EvaluationLog> {
  const path = getEvaluationLogPath(modelDir);
  try {
    await requireInside(modelDir, dirname(path));
    await createFolder(dirname(path));
    await setUnfitAside(path, onWarning);
    const kept = await findKeptPart(modelDir, path, iteration, onWarning);
    const file = await openToAppend(path);
    await file.truncate(kept.bytes);
    return createLog(file, path, kept);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

interface KeptPart {
  readonly rows: readonly EvaluationRow[];
  readonly bytes: number;
  /** The heading above the last line. */
  readonly heading: string;
}

/** Finds the lines up to `iteration`; a file that is no such log is set aside. */
async function findKeptPart(
  modelDir: string,
  path: string,
  iteration: number,
  onWarning: (message: string) => void,
): Promise<KeptPart> {
  const text = await readRegularText(path, maxLogBytes, { within: modelDir }).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return '';
    if (error instanceof UnfitFileError) return undefined;
    throw error;
  });
  const isOther = text === undefined || (text !== '' && !startsLikeLog(text));
  if (isOther) onWarning(await setAside(path, t('it is no log of evaluations')));
  if (isOther || text === '') return { rows: [], bytes: 0, heading: '' };
  const all = parseEvaluations(text);
  const over = all.findIndex((row) => row.iteration > iteration);
  const rows = over < 0 ? all : all.slice(0, over);
  const end = rows.at(-1)?.end ?? 0;
  const kept = text.slice(0, end);
  const headings = kept.split('\n').filter((line) => line.startsWith(evaluationHeadingStart));
  return { rows, bytes: Buffer.byteLength(kept), heading: headings.at(-1) ?? '' };
}

/** A kill or a full disk may have cut even the first line. */
function startsLikeLog(text: string): boolean {
  return text.startsWith(evaluationHeadingStart) || evaluationHeadingStart.startsWith(text);
}

function createLog(file: FileHandle, path: string, kept: KeptPart): EvaluationLog {
  let { bytes, heading } = kept;
  return {
    earlier: kept.rows.map(({ end: _, ...entry }) => entry),
    append(entry) {
      const line = `${formatEvaluation(entry)}\n`;
      const text = Buffer.from(heading === evaluationHeading ? line : `${evaluationHeading}\n${line}`);
      try {
        writeWhole(file.fd, text, bytes);
      } catch (error) {
        throw explainFileError(error, path);
      }
      bytes += text.length;
      heading = evaluationHeading;
    },
    close: () => void file.close(),
  };
}

/** Appends all bytes to a file of `length` bytes, or none. */
function writeWhole(fd: number, bytes: Uint8Array, length: number): void {
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
  } catch (error) {
    ftruncateSync(fd, length);
    throw error;
  }
}
