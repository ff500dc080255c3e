import type { OptionSet } from '../options/option';
import { buildOptionsSchema, type TranslationBundles } from '../options/optionSchema';
import { stageTable } from './stageTable';

/**
 * A JSON schema (draft 7) that adds to VS Code's own of `tasks.json` what the options of each of our commands are. Nothing
 * is required: a task with a name takes from the project what it leaves out.
 */
export function buildTaskSchema(bundles: TranslationBundles): object {
  const commands = Object.entries<OptionSet>(stageTable).map(([command, table]) => ({
    if: {
      properties: { type: { const: 'faceswap' }, command: { const: command } },
      required: ['type', 'command'],
    },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
    then: { properties: { options: buildOptionsSchema(table, bundles) } },
  }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Tasks of Faceswap Workbench',
    type: 'object',
    properties: { tasks: { type: 'array', items: { type: 'object', allOf: commands } } },
  };
}
