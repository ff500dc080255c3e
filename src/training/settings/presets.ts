import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type IniDocument, parseIni } from '../../options/ini';
import { type LoadedOptions, parseIniOptions, readIniText } from '../../options/loadIni';
import { findNearestWord } from '../../options/nearest';
import { findSpelling } from '../../options/spelling';
import { UserError } from '../../shared/errors';
import { getLanguage, localize, t } from '../../shared/l10n';
import { findTrainerName } from '../models/models';
import { trainIni } from './trainIni';

/** A choice of model and options that suits some purpose. */
export interface Preset extends LoadedOptions {
  readonly name: string;
  /** The kind of model that it is for. */
  readonly trainer: string;
  /** The purpose of the preset, in a line in the user's language. */
  readonly purpose: string;
  /** The memory that training with it needs, in words. */
  readonly memory: string;
  /** The whole file, which is a `train.ini`. */
  readonly text: string;
}

/**
 * Reads a preset: a `train.ini` of what differs from the defaults, below comments that say what the preset is.
 *
 *     # trainer: original
 *     # for: a first look at what a swap can be
 *     # ja: 入れ替えを手早く試す
 *     # memory: 2 GB at batch size 16
 *     [model.original]
 *     lowmem = True
 *
 * `ja` and other languages may be left out.
 * @throws UserError naming what is missing, or the line of the first mistake
 */
export function parsePreset(name: string, path: string, text: string): Preset {
  const head = readPresetHead(parseIni(text));
  const readHeadValue = (key: string): string => {
    const value = head.get(key);
    if (value) return value;
    throw new UserError(t('{0} is not a preset: it does not start with a comment "# {1}: …".', path, key));
  };
  return {
    name,
    trainer: findTrainerName(readHeadValue('trainer')) ?? readHeadValue('trainer'),
    purpose: head.get(getLanguage()) || localize(readHeadValue('for')),
    memory: readHeadValue('memory'),
    text,
    ...parseIniOptions(trainIni, path, text),
  };
}

/** Reads the comments above the first section: the text after each colon, by the word before it. */
export function readPresetHead({ lines }: IniDocument): ReadonlyMap<string, string> {
  const first = lines.findIndex(({ kind }) => kind === 'section');
  const comments = lines.slice(0, first < 0 ? lines.length : first).filter(({ kind }) => kind === 'comment');
  return new Map(
    comments.flatMap((line) => {
      const [, key, value] = /^\s*[#;]\s*(\w+):\s*(.*?)\s*$/.exec(line.text) ?? [];
      return key && value ? [[key, value] as const] : [];
    }),
  );
}

const ending = '.ini';

/** Lists the names of all presets in `folders`, in order. */
export async function listPresetNames(folders: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(folders.map((folder) => readdir(folder).catch(() => []))); // users need not have any
  const files = lists.flat().filter((name) => name.endsWith(ending) && !name.startsWith('.'));
  return [...new Set(files.map((name) => name.slice(0, -ending.length)))].sort();
}

/**
 * Returns the preset of that name in the first of `folders` that has it.
 * @throws UserError when none has it, and when it is not as a preset should be
 */
export async function findPreset(written: string, folders: readonly string[]): Promise<Preset> {
  const names = await listPresetNames(folders);
  const name = findSpelling(names, written) ?? written;
  if (!names.includes(name)) throw new UserError(describeUnknownPreset(name, names));
  const path = folders.map((folder) => join(folder, `${name}${ending}`)).find(existsSync)!;
  return parsePreset(name, path, await readIniText(path, trainIni.name));
}

/** Returns all presets in `folders`. @throws UserError when one of them is not valid */
export async function loadPresets(folders: readonly string[]): Promise<Preset[]> {
  return await Promise.all((await listPresetNames(folders)).map((name) => findPreset(name, folders)));
}

function describeUnknownPreset(name: string, names: readonly string[]): string {
  const nearest = findNearestWord(name, names);
  return nearest === undefined
    ? t('There is no preset {0}. Available: {1}.', name, names.join(', '))
    : t('There is no preset {0}. Did you mean {1}? Available: {2}.', name, nearest, names.join(', '));
}

/** Returns the folder of the presets that come with the program, for a bundle in `dist` and for the sources. */
export function getShippedPresetsFolder(): string {
  const [ofBundle, ofSources] = ['../presets', '../../../presets'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return existsSync(ofBundle!) ? ofBundle! : ofSources!;
}
