import type { IniFile } from '../options/checkIni';
import { convertOptionTable } from './convertOptions';
import { encoderConflict } from './options/encoderConflict';

export const convertIni: IniFile = { name: 'convert.ini', table: convertOptionTable, findConflict: encoderConflict };
