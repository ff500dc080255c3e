import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { hasCode, messageOf, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { type CheckedIni, checkIni, type IniProblem } from './checkIni';
import { foreignTrainOptions } from './foreignTrainOptions';
import { parseIni } from './ini';
import type { LooseOptionValues } from './optionRecord';
import { trainOptionRecords, trainOptionTable } from './trainOptions';

const longestIniBytes = 1024 * 1024;

export interface LoadedTrainOptions {
  /** What the file sets; all else follows the model's preference or the option's default. */
  readonly values: LooseOptionValues;
  /** Sentences about what the file says without effect. */
  readonly warnings: readonly string[];
}

/** What is right and wrong in the text of a `train.ini`: for loading it, and for an editor. */
export function checkTrainIni(text: string): CheckedIni {
  return checkIni(parseIni(text), trainOptionTable, foreignTrainOptions);
}

/**
 * Reads a `train.ini`; without a path, nothing is set.
 * @throws UserError naming file, line and the nearest valid choice of the first mistake.
 */
export async function loadTrainOptions(path?: string): Promise<LoadedTrainOptions> {
  return path === undefined ? { values: {}, warnings: [] } : trainOptionsIn(path, await readIniText(path));
}

/** The same of a text that was read from `path`. @throws UserError as {@link loadTrainOptions} */
export function trainOptionsIn(path: string, text: string): LoadedTrainOptions {
  const { values, problems } = checkTrainIni(text);
  const error = problems.find((problem) => problem.severity === 'error');
  if (error) throw new UserError(problemSentence(path, error));
  return {
    values: withWholePaths(values, dirname(path)),
    warnings: problems.map((problem) => problemSentence(path, problem)),
  };
}

function withWholePaths(values: LooseOptionValues, folder: string): LooseOptionValues {
  const paths = trainOptionRecords.filter((record) => record.type === 'text' && record.isPath);
  const whole = { ...values };
  for (const { section, key } of paths) {
    const path = whole[section]?.[key];
    if (typeof path === 'string' && path !== '') whole[section] = { ...whole[section], [key]: resolve(folder, path) };
  }
  return whole;
}

function problemSentence(path: string, problem: IniProblem): string {
  return t('{0}, line {1}: {2}.', path, problem.line + 1, problem.message);
}

/** @throws UserError when there is no such file, or it is no text */
export async function readIniText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT'))
      throw new UserError(t('There is no file {0}. Check the path of the configuration.', path));
    throw new UserError(t('{0} could not be read: {1}', path, messageOf(error)));
  }
  if (bytes.length > longestIniBytes || bytes.includes(0)) {
    throw new UserError(t('{0} is not an ini file. Name a train.ini.', path));
  }
  return new TextDecoder().decode(bytes);
}
