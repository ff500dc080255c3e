import { settingDefaults } from '../../src/host/settingDefaults';
import { iniFiles } from '../../src/settings/iniFiles';
import { convertOptions } from '../../src/stages/convert/stage';
import { stageNames } from '../../src/stages/stages';

/** Returns package.json with those of its parts replaced that are derived from the code; the rest stays as it is. */
export function updateManifest(current: string): string {
  const manifest = JSON.parse(current);
  const { taskDefinitions, languages, configuration } = manifest.contributes;
  taskDefinitions[0].properties.command.enum = stageNames;
  languages[0].filenames = iniFiles.map(({ name }) => name);
  const settings = configuration[0].properties;
  for (const [key, value] of Object.entries(settingDefaults)) settings[`faceswap.${key}`].default = value;
  settings['faceswap.convert.maskType'].enum = convertOptions.maskType.choices;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
