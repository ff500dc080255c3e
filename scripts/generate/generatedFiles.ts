import { buildIniSchema } from '../../src/options/optionSchema';
import { iniFiles } from '../../src/settings/iniFiles';
import { trainerNames } from '../../src/training/models/models';
import { translateManifest } from '../l10n/manifestTexts';
import { readTranslationBundles } from '../l10n/translationBundles';
import { renderCliPage } from './cliPage';
import { renderContributingPage } from './contributingPage';
import { renderEvaluationPage } from './evaluationPage';
import { renderFacesetsPage } from './facesetsPage';
import { updateManifest } from './manifest';
import { drawModel, renderModelsPage } from './modelsPage';
import { drawConvolution } from './pictures/convolution';
import { drawLearningRateFinder, drawLearningRateSchedule } from './pictures/learningRate';
import { drawStepGraph } from './pictures/stepGraph';
import { drawUpdate } from './pictures/update';
import { renderSettingsPage } from './settingsPage';
import { buildTaskSchema } from './taskSchema';
import { renderTrainingPage } from './trainingPage';

/** A file of the repository whose content, or a part of it, is derived from the code. */
export interface GeneratedFile {
  /** The path from the root of the repository, with slashes. */
  readonly path: string;
  /**
   * Returns the content that the file should have. `current` is what it has now (empty where there is no file): a page or
   * a manifest with derived parts keeps everything else.
   */
  readonly generate: (current: string) => string | Promise<string>;
}

/**
 * All generated files. `npm run generate` writes them; a unit test (test/unit/docs/generatedFiles.test.ts) fails where one
 * is stale. To generate another file, add it here.
 */
export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'package.json', generate: updateManifest },
  ...Object.entries(readTranslationBundles()).map(([language, translations]) => ({
    path: `package.nls.${language}.json`,
    generate: () => formatJson(translateManifest(translations)),
  })),
  ...iniFiles.map(({ name, table }) => ({
    path: `schemas/${name}.schema.json`,
    generate: () => formatJson(buildIniSchema(table, name, readTranslationBundles())),
  })),
  { path: 'schemas/tasks.schema.json', generate: () => formatJson(buildTaskSchema(readTranslationBundles())) },
  { path: 'CONTRIBUTING.md', generate: renderContributingPage },
  { path: 'docs/cli.md', generate: renderCliPage },
  { path: 'docs/evaluation.md', generate: renderEvaluationPage },
  { path: 'docs/facesets.md', generate: renderFacesetsPage },
  { path: 'docs/models.md', generate: renderModelsPage },
  { path: 'docs/settings-files.md', generate: renderSettingsPage },
  { path: 'docs/training.md', generate: renderTrainingPage },
  { path: 'docs/pictures/step-graph.svg', generate: drawStepGraph },
  { path: 'docs/pictures/convolution.svg', generate: drawConvolution },
  { path: 'docs/pictures/update.svg', generate: drawUpdate },
  { path: 'docs/pictures/learning-rate.svg', generate: drawLearningRateSchedule },
  { path: 'docs/pictures/learning-rate-finder.svg', generate: drawLearningRateFinder },
  ...trainerNames.map((name) => ({ path: `docs/pictures/model-${name}.svg`, generate: () => drawModel(name) })),
];

function formatJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
