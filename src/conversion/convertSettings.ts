import type { IniFile } from '../options/checkIni';
import { loadIni } from '../options/loadIni';
import { type LooseIniValues, resolveIniValues } from '../options/option';
import { type ColorMethodName, colorTable, findColorMethod } from './color/colorMethods';
import type { CompositeSettings } from './compositeGraph';
import { maskBlendOptions } from './maskBlendOptions';
import { findSharpener, sharpenOptions } from './sharpening/sharpeners';
import { findWriterConflict, writerTable } from './writers/writers';

const convertTable = {
  ...colorTable,
  'mask.mask_blend': maskBlendOptions,
  'scaling.sharpen': sharpenOptions,
  ...writerTable,
} as const;

/** The options of `convert.ini`, under faceswap's own sections and keys. */
export const convertIni: IniFile = { name: 'convert.ini', table: convertTable, findConflict: findWriterConflict };

/** The settings from a convert.ini, with the defaults of all that it does not set. */
export interface ConvertSettings {
  readonly composite: CompositeSettings;
  /** The sections of the writers among others. */
  readonly values: LooseIniValues;
}

/**
 * Reads the settings of a conversion; without a file, the defaults.
 * @throws UserError naming the first mistake of the file at `config`
 */
export async function readConvertSettings(
  config: string | undefined,
  colorMethod: ColorMethodName,
  warn: (message: string) => void,
): Promise<ConvertSettings> {
  const { values: given, warnings } = await loadIni(convertIni, config);
  for (const warning of warnings) warn(warning);
  const values = resolveIniValues(convertTable, given);
  const { type: blur, kernel_size: kernelSize, passes, threshold } = values['mask.mask_blend'];
  const { method, ...sharpenSettings } = values['scaling.sharpen'];
  const color = findColorMethod(colorMethod);
  const sharpener = findSharpener(method);
  const composite: CompositeSettings = {
    maskBlend: { blur, kernelSize, passes, threshold },
    adjustColor: (builder, input) =>
      color.adjust!(builder, input, (values as LooseIniValues)[`color.${color.section}`] ?? {}),
    sharpen: (builder, face) => sharpener.sharpen!(builder, face, sharpenSettings),
  };
  return { composite, values };
}
