import type { IniTable, IniValues } from '../options/option';
import { extractGlobalOptions } from './extract/filters';
import { extractPluginOptions } from './extract/plugins';

/** The options of `extract.ini`, under faceswap's own sections and keys. */
export const extractOptionTable = {
  global: extractGlobalOptions,
  ...extractPluginOptions,
} as const satisfies IniTable;

export type ExtractIniOptions = IniValues<typeof extractOptionTable>;
