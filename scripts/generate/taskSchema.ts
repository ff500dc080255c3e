import { buildOptionsSchema, type TranslationBundles } from '../../src/options/optionSchema';
import { stages } from '../../src/stages/stages';

/**
 * Returns a JSON schema (draft 7) with the options of each stage, which VS Code adds to its own schema of `tasks.json`.
 * Nothing is required: a task with a name takes from the project what it leaves out.
 */
export function buildTaskSchema(bundles: TranslationBundles): object {
  const commands = stages.map(({ name: command, options }) => ({
    if: {
      properties: { type: { const: 'faceswap' }, command: { const: command } },
      required: ['type', 'command'],
    },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
    then: { properties: { options: buildOptionsSchema(options, bundles) } },
  }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Tasks of Faceswap Workbench',
    type: 'object',
    properties: { tasks: { type: 'array', items: { type: 'object', allOf: commands } } },
  };
}
