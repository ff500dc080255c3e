import { extractGlobalOptions } from './extract/filters';
import { extractPluginOptions } from './extract/plugins';
import type { OptionTable, OptionValues } from './optionRecord';

/** The options of `extract.ini`, under faceswap's own sections and keys. */
export const extractOptionTable = {
  global: extractGlobalOptions,
  ...extractPluginOptions,
} as const satisfies OptionTable;

export type ExtractIniOptions = OptionValues<typeof extractOptionTable>;
