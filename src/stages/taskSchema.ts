import type { LocalizedText } from '../options/optionRecord';
import type { StageOption, StageOptionTable } from './stageOption';
import { stageTable } from './stageTable';

/**
 * A JSON schema (draft 7) that adds to VS Code's own of `tasks.json` what the options of each of our commands are. Nothing
 * is required: a task with a name takes from the project what it leaves out.
 */
export function taskSchema(): object {
  const commands = Object.entries<StageOptionTable>(stageTable).map(([command, table]) => ({
    if: {
      properties: { type: { const: 'faceswap' }, command: { const: command } },
      required: ['type', 'command'],
    },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
    then: { properties: { options: optionsSchema(table) } },
  }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Tasks of Faceswap Workbench',
    type: 'object',
    properties: { tasks: { type: 'array', items: { type: 'object', allOf: commands } } },
  };
}

function optionsSchema(table: StageOptionTable): object {
  const properties = Object.entries(table).map(([key, option]) => [
    key,
    {
      ...valueSchema(option),
      description: inBoth(option.help),
      ...('default' in option && { default: option.default }),
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

function valueSchema(option: StageOption): object {
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

/** VS Code shows the same text in every language. */
function inBoth({ en, ja }: LocalizedText): string {
  return `${en}\n\n${ja}`;
}
