import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { readIniText } from './loadIni';
import { findNearestWord } from './nearest';
import { type Preset, parsePreset } from './preset';

const ending = '.ini';

/** The names of all presets in `folders`, in order. */
export async function presetNames(folders: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(folders.map((folder) => readdir(folder).catch(() => []))); // users need not have any
  const files = lists.flat().filter((name) => name.endsWith(ending) && !name.startsWith('.'));
  return [...new Set(files.map((name) => name.slice(0, -ending.length)))].sort();
}

/**
 * The preset of that name in the first of `folders` that has it.
 * @throws UserError when none has it, and when it is not as a preset should be
 */
export async function findPreset(name: string, folders: readonly string[]): Promise<Preset> {
  const names = await presetNames(folders);
  if (!names.includes(name)) throw new UserError(unknownPreset(name, names));
  const path = folders.map((folder) => join(folder, `${name}${ending}`)).find(existsSync)!;
  return parsePreset(name, path, await readIniText(path));
}

/** All presets in `folders`. @throws UserError when one of them is not as it should be */
export async function allPresets(folders: readonly string[]): Promise<Preset[]> {
  return await Promise.all((await presetNames(folders)).map((name) => findPreset(name, folders)));
}

function unknownPreset(name: string, names: readonly string[]): string {
  const nearest = findNearestWord(name, names);
  return nearest === undefined
    ? t('There is no preset {0}. Available: {1}.', name, names.join(', '))
    : t('There is no preset {0}. Did you mean {1}? Available: {2}.', name, nearest, names.join(', '));
}
