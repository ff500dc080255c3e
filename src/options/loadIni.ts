import { dirname, resolve } from 'node:path';
import { readRegularFile } from '../files/regularFile';
import { UnfitFileError } from '../files/storedPath';
import { decodeText } from '../files/textEncoding';
import { getErrorMessage, hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import type { IniFile } from './checkIni';
import { checkIni, type IniProblem } from './checkIni';
import { parseIni } from './ini';
import { type LooseIniValues, listIniOptions } from './option';

/** Nothing longer is read. */
export const maxIniBytes = 1024 * 1024;

export interface LoadedOptions {
  /** The values that the file sets. All others keep their defaults or the values of earlier layers. */
  readonly values: LooseIniValues;
  /** Sentences about what the file says without effect. */
  readonly warnings: readonly string[];
}

/**
 * Reads a settings file; without a path, nothing is set.
 * @throws UserError naming file, line and the nearest valid choice of the first mistake.
 */
export async function loadIni(file: IniFile, path?: string): Promise<LoadedOptions> {
  return path === undefined
    ? { values: {}, warnings: [] }
    : parseIniOptions(file, path, await readIniText(path, file.name));
}

/** Parses a text that was read from `path`, like {@link loadIni}. @throws UserError as {@link loadIni} */
export function parseIniOptions(file: IniFile, path: string, text: string): LoadedOptions {
  const { values, problems } = checkIni(parseIni(text), file.table, file.findConflict);
  const error = problems.find((problem) => problem.severity === 'error');
  if (error) throw new UserError(formatProblem(path, error), { path, line: error.line + 1 });
  return {
    values: resolvePaths(file, values, dirname(path)),
    warnings: problems.map((problem) => formatProblem(path, problem)),
  };
}

function resolvePaths({ table }: IniFile, values: LooseIniValues, folder: string): LooseIniValues {
  const paths = listIniOptions(table).filter((record) => record.type === 'path');
  const whole = { ...values };
  for (const { section, key } of paths) {
    const path = whole[section]?.[key];
    if (typeof path === 'string' && /^[\\/]{2}/.test(path))
      throw new UserError(
        t(
          '{0} is the path of another computer, which {1} in {2} may not name. Copy the file to this one.',
          path,
          key,
          folder,
        ),
      );
    if (typeof path === 'string' && path !== '') whole[section] = { ...whole[section], [key]: resolve(folder, path) };
  }
  return whole;
}

function formatProblem(path: string, problem: IniProblem): string {
  return t('{0}, line {1}: {2}.', path, problem.line + 1, problem.message);
}

/** @throws UserError when there is no such file, or it is no text */
export async function readIniText(path: string, usualName: IniFile['name'] = 'train.ini'): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, maxIniBytes);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT'))
      throw new UserError(t('There is no file {0}. Check the path of the configuration.', path));
    if (error instanceof UnfitFileError) throw error;
    throw new UserError(t('{0} could not be read: {1}', path, getErrorMessage(error)));
  }
  const text = decodeText(bytes, path);
  if (bytes.length > maxIniBytes || bytes.includes(0)) {
    throw new UserError(t('{0} is not an ini file. Choose a {1}.', path, usualName));
  }
  return text;
}
