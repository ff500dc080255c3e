import { checkOptions } from '../options/commandOptions';
import type { OptionSetValues } from '../options/option';
import { localize, t } from '../shared/l10n';
import { cleanUp } from './cleanUp/stage';
import { convert } from './convert/stage';
import { devices } from './devices/stage';
import { evaluate } from './evaluate/stage';
import { experiment } from './experiment/stage';
import { extract } from './extract/stage';
import { frames } from './frames/stage';
import { modelExport } from './modelExport/stage';
import { modelInference } from './modelInference/stage';
import { modelNanScan } from './modelNanScan/stage';
import { modelRestore } from './modelRestore/stage';
import { modelSummary } from './modelSummary/stage';
import { modelSwapSides } from './modelSwapSides/stage';
import { preview } from './preview/stage';
import { report } from './report/stage';
import { sort } from './sort/stage';
import type { Stage } from './stage';
import { timelapse } from './timelapse/stage';
import { train } from './train/stage';

/** Every stage, in the order in which they are shown: that of the work. */
const records = [
  frames,
  extract,
  sort,
  cleanUp,
  report,
  train,
  experiment,
  convert,
  preview,
  evaluate,
  timelapse,
  devices,
  modelSummary,
  modelInference,
  modelExport,
  modelNanScan,
  modelRestore,
  modelSwapSides,
] as const;

type KnownStage = (typeof records)[number];

export type StageName = KnownStage['name'];

/** The values of the options of a stage, checked and with the defaults filled in. */
export type StageOptions<S extends StageName = StageName> = OptionSetValues<
  Extract<KnownStage, { readonly name: S }>['options']
>;

/** A stage of {@link stages}, of which the compiler does not know which one. */
export type AnyStage = Stage<StageName>;

/** Every stage, in the order in which they are shown. */
export const stages = records as unknown as readonly AnyStage[];

export const stageNames: readonly StageName[] = stages.map(({ name }) => name);

const stagesByName = new Map<string, AnyStage>(stages.map((stage) => [stage.name, stage]));

export function isStageName(name: unknown): name is StageName {
  return typeof name === 'string' && stagesByName.has(name);
}

export function getStage(name: StageName): AnyStage {
  return stagesByName.get(name)!;
}

/** Checks what came over a boundary, and fills in the defaults. @throws UsageError that names the first wrong option */
export function checkStageOptions<S extends StageName>(name: S, values: unknown): StageOptions<S> {
  return checkOptions(getStage(name).options, values) as StageOptions<S>;
}

/** Returns the title of a job: what is done and, where it has a name, to whom, such as `Extract Faces: alice`. */
export function formatJobTitle(stage: StageName, name?: string): string {
  const title = localize(getStage(stage).title);
  return name === undefined ? title : t('{0}: {1}', title, name);
}
