import type { IniFile } from '../options/checkIni';
import { extractOptionTable } from './extractOptions';

export const extractIni: IniFile = { name: 'extract.ini', table: extractOptionTable };
