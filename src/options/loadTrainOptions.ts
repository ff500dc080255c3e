import { type CheckedIni, checkIni } from './checkIni';
import { parseIni } from './ini';
import { trainIni } from './iniFiles';
import { iniOptionsIn, type LoadedOptions, loadIni } from './loadIni';

/** What is right and wrong in the text of a `train.ini`. */
export function checkTrainIni(text: string): CheckedIni {
  return checkIni(parseIni(text), trainIni.table);
}

/** Reads a `train.ini`: see {@link loadIni}. */
export function loadTrainOptions(path?: string): Promise<LoadedOptions> {
  return loadIni(trainIni, path);
}

/** The same of a text that was read from `path`. */
export function trainOptionsIn(path: string, text: string): LoadedOptions {
  return iniOptionsIn(trainIni, path, text);
}
