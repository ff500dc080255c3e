import { join } from 'node:path';
import type { LooseIniValues } from '../../options/option';
import { UsageError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { TrainerName } from '../../training/models/models';
import { findPreset, getShippedPresetsFolder } from '../../training/settings/presets';
import { loadTrainOptions } from '../../training/settings/trainIni';
import { findTrainIni } from '../../training/store/trainIniFile';
import { parseTrainerName } from '../modelSummary/run';

/** The user's choice of a model and its options. */
export interface TrainingInputs {
  readonly modelDir: string;
  readonly trainer?: string;
  /** The name of a preset. */
  readonly preset?: string;
  /** The path of a train.ini. */
  readonly config?: string;
}

export interface TrainingChoice {
  readonly trainer: TrainerName;
  /** The options that are set; all others have the preference of the model or their default. */
  readonly settings: LooseIniValues;
  /** Messages on settings without effect. */
  readonly warnings: readonly string[];
}

const defaultTrainer = 'original';

/**
 * Returns the trainer and the options of a training. A train.ini that the user names overrides the preset; the preset
 * overrides the model's own train.ini, which is read only when the user names none.
 * @throws UserError when a file is not valid, or when the trainer is not that of the preset
 */
export async function resolveTrainingChoice({
  modelDir,
  trainer,
  preset: name,
  config,
}: TrainingInputs): Promise<TrainingChoice> {
  const file = await loadTrainOptions(config ?? (await findTrainIni(modelDir)));
  if (name === undefined)
    return { trainer: parseTrainerName(trainer ?? defaultTrainer), settings: file.values, warnings: file.warnings };
  const preset = await findPreset(name, listPresetFolders(modelDir));
  if (trainer !== undefined && parseTrainerName(trainer) !== parseTrainerName(preset.trainer))
    throw new UsageError(t('The preset {0} is for the trainer {1}, not for {2}.', name, preset.trainer, trainer));
  const layers = config === undefined ? [preset.values, file.values] : [file.values, preset.values];
  return {
    trainer: parseTrainerName(preset.trainer),
    settings: mergeLayers(layers[0]!, layers[1]!),
    warnings: [...file.warnings, ...preset.warnings],
  };
}

/** Returns the folders of presets: first that of the project of the model, then that of the program. */
function listPresetFolders(modelDir: string): string[] {
  return [join(modelDir, '..', '..', 'presets'), getShippedPresetsFolder()];
}

/** Returns the settings of both; those in `first` win. */
function mergeLayers(first: LooseIniValues, second: LooseIniValues): LooseIniValues {
  const sections = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return Object.fromEntries(sections.map((section) => [section, { ...second[section], ...first[section] }]));
}
