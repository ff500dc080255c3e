import type { TranslationBundles } from '../options/iniSchema';
import type { StageOption, StageOptionTable } from './stageOption';
import { stageTable } from './stageTable';

/**
 * A JSON schema (draft 7) that adds to VS Code's own of `tasks.json` what the options of each of our commands are. Nothing
 * is required: a task with a name takes from the project what it leaves out.
 */
export function buildTaskSchema(bundles: TranslationBundles): object {
  const commands = Object.entries<StageOptionTable>(stageTable).map(([command, table]) => ({
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

function buildOptionsSchema(table: StageOptionTable, bundles: TranslationBundles): object {
  const properties = Object.entries(table).map(([key, option]) => [
    key,
    {
      ...buildValueSchema(option),
      description: joinTranslations(option.help, bundles),
      ...('default' in option && { default: option.default }),
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function buildValueSchema(option: StageOption): object {
  switch (option.type) {
    case 'int':
      return { type: 'integer', minimum: option.min, maximum: option.max };
    case 'float':
      return { type: 'number', minimum: option.min, maximum: option.max };
    case 'choice':
      return { enum: option.choices };
    case 'flag':
      return { type: 'boolean' };
    default:
      return { type: 'string' };
  }
}

/** VS Code shows the same text in every language, so it holds all of them. */
function joinTranslations(text: string, bundles: TranslationBundles): string {
  return [text, ...Object.values(bundles).flatMap((bundle) => bundle[text] ?? [])].join('\n\n');
}
