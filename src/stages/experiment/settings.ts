import { formatFlag } from '../../options/commandOptions';
import { findNearestWord } from '../../options/nearest';
import type { LooseIniValues, Option, OptionValue } from '../../options/option';
import { parseOptionValue } from '../../options/optionValue';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { findTrainerName, type TrainerName } from '../../training/models/models';
import type { TrainingRequest } from '../../training/run/trainingRequest';
import { resolveModelOptions } from '../../training/settings/modelOptions';
import { trainOptionRecords } from '../../training/settings/trainOptions';
import { train } from '../train/stage';
import { type Change, nameChanges } from './changes';

/** Options of the command `train` that an experiment may change, besides all of `train.ini`. */
const commandKeys = ['batchSize', 'noFlip', 'noWarp', 'noAugmentColor', 'warpToLandmarks', 'warmUp'] as const;

type CommandKey = (typeof commandKeys)[number];

/** What all settings share, unless they change it. */
export interface BaseSetting {
  readonly trainer: TrainerName;
  readonly ini: LooseIniValues;
}

/** A setting of an experiment: the base with some changes. */
export interface Setting extends BaseSetting {
  /** What it is called: its changes. */
  readonly name: string;
  readonly changes: readonly Change[];
  /** What it sets of the options of the command `train`. */
  readonly command: Readonly<Partial<Pick<TrainingRequest, CommandKey>>>;
}

/**
 * Returns the settings that lists of changes make of a base; of settings that come to the same only the first.
 * @throws UserError that names the option or the value that there is not
 */
export function resolveSettings(base: BaseSetting, lists: readonly (readonly Change[])[]): Setting[] {
  const settings = new Map<string, Setting>();
  for (const changes of lists) {
    const setting = resolveSetting(base, changes);
    const { trainer, ini, command } = setting;
    const meaning = JSON.stringify([trainer, command, resolveModelOptions(trainer, ini).options]);
    if (!settings.has(meaning)) settings.set(meaning, setting);
  }
  return [...settings.values()];
}

function resolveSetting(base: BaseSetting, changes: readonly Change[]): Setting {
  const named = changes.find(({ option }) => option.toLowerCase() === 'trainer');
  const trainer = named ? readTrainer(named.value) : base.trainer;
  let ini = base.ini;
  const command: Partial<Record<CommandKey, OptionValue>> = {}; // each checked by its own option
  for (const change of changes) {
    if (change === named) continue;
    const key = commandKeys.find((name) => spellKey(name) === change.option.toLowerCase());
    if (key) command[key] = readValue(train.options[key], change);
    else ini = setOption(ini, findRecord(change.option, trainer), change);
  }
  return { name: nameChanges(changes, t('the base')), changes, trainer, ini, command: command as Setting['command'] };
}

/** Writes the key of an option of a command the way ini files have it: `batchSize` is `batch_size`. */
function spellKey(key: string): string {
  return formatFlag(key).replaceAll('-', '_');
}

function readTrainer(text: string): TrainerName {
  const trainer = findTrainerName(text);
  if (trainer !== undefined) return trainer;
  throw new UserError(
    t('There is no trainer {0}. Choose one of: {1}.', text, train.options.trainer.choices.join(', ')),
  );
}

interface OptionRecord {
  readonly section: string;
  readonly key: string;
}

/** Finds an option of train.ini by its key, or by its section, a dot and its key. */
function findRecord(name: string, trainer: TrainerName): Option & OptionRecord {
  const wanted = name.toLowerCase();
  const known = trainOptionRecords.filter(
    ({ section }) => !section.startsWith('model.') || section === `model.${trainer}`,
  );
  const found = known.filter(({ section, key }) => key === wanted || `${section}.${key}` === wanted);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const places = found.map(({ section, key }) => `${section}.${key}`).join(', ');
    throw new UserError(t('{0} is in several sections of train.ini. Write one of: {1}.', name, places));
  }
  const names = [...known.map(({ key }) => key), ...commandKeys.map(spellKey), 'trainer'];
  const nearest = findNearestWord(wanted, names);
  throw new UserError(
    nearest === undefined
      ? t('There is no option {0} in train.ini for the trainer {1}.', name, trainer)
      : t('There is no option {0} in train.ini for the trainer {1}. Did you mean {2}?', name, trainer, nearest),
  );
}

function readValue(option: Option, { option: name, value: text }: Change): OptionValue {
  const parsed = parseOptionValue(option, text);
  if (!parsed.ok) throw new UserError(t('{0} {1}.', name, parsed.problem));
  return parsed.value;
}

function setOption(ini: LooseIniValues, record: Option & OptionRecord, change: Change): LooseIniValues {
  const { section, key } = record;
  return { ...ini, [section]: { ...ini[section], [key]: readValue(record, change) } };
}
