import type { LooseIniValues, OptionValue } from '../../options/option';
import { formatOptionValue, parseOptionValue } from '../../options/optionValue';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { findModel, type TrainerName } from '../models/models';
import { resolveTrainOptions, type TrainOptions, trainOptionRecords } from './trainOptions';

export interface ModelOptions {
  readonly options: TrainOptions;
  /** Sentences about values that were asked for and cannot be had. */
  readonly warnings: readonly string[];
}

/**
 * The options a model trains with: what it was made with goes before what `asked` says, that before what the model
 * prefers, that before the defaults.
 * @param stored the fixed values of a model that exists
 * @throws UserError when stored values are not those of a model of ours
 */
export function resolveModelOptions(
  trainer: TrainerName,
  asked: LooseIniValues,
  stored: LooseIniValues = {},
): ModelOptions {
  const fixed = parseStoredValues(stored);
  const options = resolveTrainOptions(fixed, asked, findModel(trainer).preferences ?? {});
  return { options, warnings: listOverruledOptions(asked, fixed) };
}

/** The fixed values among what a state file says, each of them checked. */
function parseStoredValues(stored: LooseIniValues): LooseIniValues {
  const values: Record<string, Record<string, OptionValue>> = {};
  for (const record of trainOptionRecords) {
    const { section, key } = record;
    const value = stored[section]?.[key];
    if (value === undefined || !record.fixed) continue;
    const parsed = parseOptionValue(record, formatOptionValue(value));
    if (!parsed.ok) throw new UserError(t("The model's stored setting {0} {1}.", key, parsed.problem));
    values[section] = { ...values[section], [key]: parsed.value };
  }
  return values;
}

function listOverruledOptions(asked: LooseIniValues, fixed: LooseIniValues): string[] {
  return trainOptionRecords.flatMap(({ section, key }) => {
    const [wanted, kept] = [asked[section]?.[key], fixed[section]?.[key]];
    if (wanted === undefined || kept === undefined || wanted === kept) return [];
    return [
      t(
        '{0} = {1} has no effect: the model was created with {2} and keeps it.',
        key,
        formatOptionValue(wanted),
        formatOptionValue(kept),
      ),
    ];
  });
}
