import {
  type IniOption,
  type IniTable,
  type IniValues,
  type LooseIniValues,
  listIniOptions,
  type OptionValue,
  resolveIniValues,
  type SomeIniValues,
} from '../../options/option';
import { runtimeOptions } from '../../runtime/runtimeOptions';
import { type CommonTrainTable, commonTrainTable } from '../hyperparameters/commonOptions';
import { type ModelTable, modelTable } from '../models/models';

type TrainTable = CommonTrainTable & ModelTable & { readonly runtime: typeof runtimeOptions };

/** The options of `train.ini`, under faceswap's own sections and keys. */
export const trainOptionTable: TrainTable = { ...commonTrainTable, ...modelTable, runtime: runtimeOptions };

export type TrainOptions = IniValues<TrainTable>;
export type SomeTrainOptions = SomeIniValues<TrainTable>;

export const trainOptionRecords = listIniOptions(trainOptionTable);

/** Returns every training option with its value from the first of `layers` that sets it, else with its default. */
export function resolveTrainOptions(...layers: readonly (SomeTrainOptions | LooseIniValues)[]): TrainOptions {
  return resolveIniValues(trainOptionTable, ...layers);
}

/** Returns the values that a model keeps for its life. */
export function pickFixedTrainOptions(options: TrainOptions): LooseIniValues {
  return pickOptions(options, (option) => option.fixed === true);
}

/** Returns the values that may change from session to session. */
export function pickUpdatableTrainOptions(options: TrainOptions): LooseIniValues {
  return pickOptions(options, (option) => !option.fixed);
}

function pickOptions(options: TrainOptions, isPicked: (option: IniOption) => boolean): LooseIniValues {
  const pickFrom = (section: string, values: Readonly<Record<string, OptionValue>>) =>
    Object.fromEntries(
      Object.entries(values).filter(([key]) => isPicked((trainOptionTable as IniTable)[section]![key]!)),
    );
  return Object.fromEntries(Object.entries(options).map(([section, values]) => [section, pickFrom(section, values)]));
}
