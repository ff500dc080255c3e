import { stageNames } from '../../src/stages/stages';

/** Returns package.json with those of its parts replaced that are derived from the code; the rest stays as it is. */
export function updateManifest(current: string): string {
  const manifest = JSON.parse(current);
  const [task] = manifest.contributes.taskDefinitions;
  task.properties.command.enum = stageNames;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
