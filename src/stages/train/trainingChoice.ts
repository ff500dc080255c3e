import { join } from 'node:path';
import type { LooseIniValues } from '../../options/option';
import { UsageError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { TrainerName } from '../../training/models/models';
import { findPreset, shippedPresets } from '../../training/settings/presets';
import { loadTrainOptions } from '../../training/settings/trainIni';
import { findTrainIni } from '../../training/store/trainIniFile';
import { knownTrainer } from '../modelSummary/run';

/** What the user says of the kind of model and of its options. */
export interface TrainingWishes {
  readonly modelDir: string;
  readonly trainer?: string;
  /** Name of a preset. */
  readonly preset?: string;
  /** Path of a train.ini. */
  readonly config?: string;
}

export interface TrainingChoice {
  readonly trainer: TrainerName;
  /** What is set; all else follows the model's preference or the option's default. */
  readonly asked: LooseIniValues;
  /** Sentences about what is said without effect. */
  readonly warnings: readonly string[];
}

const usualTrainer = 'original';

/**
 * What is named goes before what lies about: the configuration before the preset, both before the model's own
 * train.ini, which is not read where a configuration is named.
 * @throws UserError when a file is not as it should be, or when the trainer is not that of the preset
 */
export async function trainingChoice({
  modelDir,
  trainer,
  preset: name,
  config,
}: TrainingWishes): Promise<TrainingChoice> {
  const file = await loadTrainOptions(config ?? (await findTrainIni(modelDir)));
  if (name === undefined)
    return { trainer: knownTrainer(trainer ?? usualTrainer), asked: file.values, warnings: file.warnings };
  const preset = await findPreset(name, presetFolders(modelDir));
  if (trainer !== undefined && trainer !== preset.trainer)
    throw new UsageError(t('The preset {0} is for the trainer {1}, not for {2}.', name, preset.trainer, trainer));
  const layers = config === undefined ? [preset.values, file.values] : [file.values, preset.values];
  return {
    trainer: knownTrainer(preset.trainer),
    asked: layered(layers[0]!, layers[1]!),
    warnings: [...file.warnings, ...preset.warnings],
  };
}

/** Where presets are looked for: the user's own in the project of the model, then those of the program. */
function presetFolders(modelDir: string): string[] {
  return [join(modelDir, '..', '..', 'presets'), shippedPresets()];
}

/** What `first` sets, and what it leaves to `second`. */
function layered(first: LooseIniValues, second: LooseIniValues): LooseIniValues {
  const sections = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return Object.fromEntries(sections.map((section) => [section, { ...second[section], ...first[section] }]));
}
