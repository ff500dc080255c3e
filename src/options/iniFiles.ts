import type { IniConflict } from './checkIni';
import { encoderConflict } from './convert/encoderConflict';
import { convertOptionTable } from './convertOptions';
import { extractOptionTable } from './extractOptions';
import type { IniTable, LooseIniValues } from './option';
import { phazeAOptions } from './train/phazeA';
import { unusedPhazeAOptions } from './train/unusedPhazeA';
import { trainOptionTable } from './trainOptions';

/** A kind of settings file: its usual name, and all that may stand in it. */
export interface IniFile {
  readonly name: 'train.ini' | 'extract.ini' | 'convert.ini';
  readonly table: IniTable;
  /** Finds good values that do not go together. */
  readonly conflictIn?: (values: LooseIniValues) => IniConflict | undefined;
}

export const trainIni: IniFile = {
  name: 'train.ini',
  table: { ...trainOptionTable, 'model.phaze_a': { ...phazeAOptions, ...unusedPhazeAOptions } },
};
export const extractIni: IniFile = { name: 'extract.ini', table: extractOptionTable };
export const convertIni: IniFile = { name: 'convert.ini', table: convertOptionTable, conflictIn: encoderConflict };

export const iniFiles: readonly IniFile[] = [trainIni, extractIni, convertIni];

/** The kind of the file at `path`; any other name, a preset's among them, is that of a `train.ini`. */
export function iniFileAt(path: string): IniFile {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  return iniFiles.find((file) => file.name === name) ?? trainIni;
}
