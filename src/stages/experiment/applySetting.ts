import { writeFileAtomic } from '../../files/atomicFile';
import { type IniAssignment, setIniValues } from '../../options/editIni';
import { readIniText } from '../../options/loadIni';
import type { OptionValue } from '../../options/option';
import { formatOptionValue } from '../../options/optionValue';
import { UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { trainOptionRecords } from '../../training/settings/trainOptions';
import type { BaseSetting, Setting } from './settings';

const best = 'best';

/** @throws UsageError when `--apply` says nothing that can be done, before hours of training */
export function assertApplicable(apply: string, ini: string | undefined): void {
  if (apply !== best && !/^[1-9]\d{0,4}$/.test(apply))
    throw new UsageError(t('--apply takes "{0}" or the number of a setting, not "{1}".', best, apply));
  if (ini === undefined) throw new UsageError(t('--apply writes into a train.ini. Name it with --config.'));
}

export interface ApplyOptions {
  /** `best`, or the number of a setting. */
  readonly apply: string;
  /** The number of the best setting; absent where no run has a result. */
  readonly best: number | undefined;
  readonly base: BaseSetting;
  readonly settings: readonly Setting[];
  /** The train.ini that is changed. */
  readonly ini: string;
}

/** Writes the values of a setting that differ from the base into a train.ini, whose comments stay. */
export async function applySetting(
  { apply, best: winner, base, settings, ini }: ApplyOptions,
  job: JobContext,
): Promise<void> {
  const number = apply === best ? winner : Number(apply);
  const setting = number === undefined ? undefined : settings[number - 1];
  if (!setting)
    throw new UserError(t('There is no setting {0} to apply: {1} is unchanged.', String(number ?? best), ini));
  const inform = (message: string) => job.emit({ type: 'log', level: 'info', message });
  const assignments = listAssignments(base, setting);
  if (assignments.length > 0) {
    await writeFileAtomic(ini, setIniValues(await readIniText(ini), assignments));
    inform(t('{0} has the values of setting {1} now: {2}.', ini, number!, describe(assignments)));
  } else inform(t('Setting {0} changes nothing in {1}.', number!, ini));
  const others: [string, OptionValue][] = Object.entries(setting.command);
  if (setting.trainer !== base.trainer) others.push(['trainer', setting.trainer]);
  if (others.length > 0) {
    const list = others.map(([key, value]) => `${key} = ${formatOptionValue(value)}`).join(', ');
    inform(t('A train.ini cannot hold these values, give them to the training: {0}.', list));
  }
}

function listAssignments(base: BaseSetting, setting: Setting): IniAssignment[] {
  return trainOptionRecords.flatMap(({ section, key }) => {
    const value = setting.ini[section]?.[key];
    if (value === undefined || value === base.ini[section]?.[key]) return [];
    return [{ section, key, value: formatOptionValue(value) }];
  });
}

function describe(assignments: readonly IniAssignment[]): string {
  return assignments.map(({ key, value }) => `${key} = ${value}`).join(', ');
}
