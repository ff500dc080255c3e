import type { AlignFilters } from '../../faces/alignFilters';
import { extractGlobalOptions, extractIni } from '../../faces/extractIni';
import { loadIni } from '../../options/loadIni';
import { resolveIniValues } from '../../options/option';

/**
 * Reads the filters that an extract.ini sets; without a file, the defaults.
 * @throws UserError naming the first mistake of the file at `config`
 */
export async function readAlignFilters(
  config: string | undefined,
  warn: (message: string) => void,
): Promise<AlignFilters> {
  const { values, warnings } = await loadIni(extractIni, config);
  for (const warning of warnings) warn(warning);
  const { global } = resolveIniValues({ global: extractGlobalOptions }, values);
  return {
    minScale: global.aligner_min_scale,
    maxScale: global.aligner_max_scale,
    distance: global.aligner_distance,
    roll: global.aligner_roll,
    features: global.aligner_features,
  };
}
