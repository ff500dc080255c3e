import { convertIni } from '../conversion/convertSettings';
import { extractIni } from '../faces/extractIni';
import type { IniFile } from '../options/checkIni';
import { trainIni } from '../training/settings/trainIni';

/** All kinds of settings files. */
export const iniFiles: readonly IniFile[] = [trainIni, extractIni, convertIni];

/** Returns the kind of the file at `path`. Any other name than theirs, such as that of a preset, is that of a `train.ini`. */
export function findIniFile(path: string): IniFile {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  return iniFiles.find((file) => file.name === name) ?? trainIni;
}
