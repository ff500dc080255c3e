import { convertIni } from '../../conversion/convertIni';
import { type ConvertIniOptions, convertOptionTable } from '../../conversion/convertOptions';
import { defaultMaskBlend, type MaskBlendSettings } from '../../conversion/convertSettings';
import type { EncoderSettings } from '../../media/videoFormat';
import { loadIni } from '../../options/loadIni';
import { resolveIniValues } from '../../options/option';

/** How faces are put in and results are written: what a convert.ini says of it. */
export interface ConvertSettings {
  readonly maskBlend: MaskBlendSettings;
  readonly encoder: EncoderSettings;
  readonly hasSound: boolean;
  /** zlib's level of PNGs. */
  readonly pngLevel: number;
}

/** @throws UserError naming the first mistake of the file at `config`; without one, all is as usual */
export async function convertSettings(
  config: string | undefined,
  warn: (message: string) => void,
): Promise<ConvertSettings> {
  const { values, warnings } = await loadIni(convertIni, config);
  for (const warning of warnings) warn(warning);
  return settingsOf(resolveIniValues(convertOptionTable, values));
}

function settingsOf(options: ConvertIniOptions): ConvertSettings {
  const { type: blur, kernel_size: kernelSize, passes, threshold } = options['mask.mask_blend'];
  const { codec, crf, preset, tune, skip_mux } = options['writer.ffmpeg'];
  return {
    maskBlend: { ...defaultMaskBlend, blur, kernelSize, passes, threshold },
    encoder: { codec, crf, preset, tune },
    hasSound: !skip_mux,
    pngLevel: options['writer.opencv'].png_compress_level,
  };
}
