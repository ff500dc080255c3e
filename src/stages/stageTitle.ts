import { t } from '../shared/l10n';
import type { StageName } from './stageTable';

const titles: Readonly<Partial<Record<StageName, () => string>>> = {
  frames: () => t('Extract Frames'),
  extract: () => t('Extract Faces'),
  sort: () => t('Sort Faces'),
  'clean-up': () => t('Clean Up Alignments'),
  train: () => t('Train'),
  convert: () => t('Convert'),
};

/** What a job is called that was given no title: one of the command line. */
export function getStageTitle(stage: StageName): string {
  return titles[stage]?.() ?? stage;
}
