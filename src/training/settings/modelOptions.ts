import type { LooseIniValues, OptionValue } from '../../options/option';
import { formatOptionValue, parseOptionValue } from '../../options/optionValue';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { findModel, type TrainerName } from '../models/models';
import { resolveTrainOptions, type TrainOptions, trainOptionRecords } from './trainOptions';

export interface ModelOptions {
  readonly options: TrainOptions;
  /** Messages about configured values that have no effect. */
  readonly warnings: readonly string[];
}

/**
 * Resolves the options with which a model trains. The stored values of an existing model precede the configured values,
 * these precede the preferences of the model, and those precede the defaults.
 * @param configured values that the configuration file sets
 * @param stored fixed values of an existing model
 * @throws UserError when a stored value is invalid
 */
export function resolveModelOptions(
  trainer: TrainerName,
  configured: LooseIniValues,
  stored: LooseIniValues = {},
): ModelOptions {
  const fixed = parseStoredValues(stored);
  const options = resolveTrainOptions(fixed, configured, findModel(trainer).preferences ?? {});
  return { options, warnings: listOverruledOptions(configured, fixed) };
}

/** Returns the fixed values of a state file, after checking each of them. */
function parseStoredValues(stored: LooseIniValues): LooseIniValues {
  const values: Record<string, Record<string, OptionValue>> = {};
  for (const record of trainOptionRecords) {
    const { section, key } = record;
    const value = stored[section]?.[key];
    if (value === undefined || !record.fixed) continue;
    const parsed = parseOptionValue(record, formatOptionValue(value));
    if (!parsed.ok)
      throw new UserError(t('A setting that is stored with the model is invalid: {0} {1}.', key, parsed.problem));
    values[section] = { ...values[section], [key]: parsed.value };
  }
  return values;
}

function listOverruledOptions(configured: LooseIniValues, fixed: LooseIniValues): string[] {
  return trainOptionRecords.flatMap(({ section, key }) => {
    const [requested, kept] = [configured[section]?.[key], fixed[section]?.[key]];
    if (requested === undefined || kept === undefined || requested === kept) return [];
    return [
      t(
        '{0} = {1} has no effect: the model was created with {2} and keeps it.',
        key,
        formatOptionValue(requested),
        formatOptionValue(kept),
      ),
    ];
  });
}
