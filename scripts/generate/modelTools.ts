import { commands } from '../../src/cli/commands';

/** The commands that look at a model or change it, with what their help says. */
export function renderModelToolsTable(): string {
  const tools = Object.entries(commands).filter(([name]) => name.startsWith('model '));
  return [
    '| command | what it does |',
    '|---|---|',
    ...tools.map(([name, { help }]) => `| \`faceswap ${name}\` | ${help} |`),
  ].join('\n');
}
