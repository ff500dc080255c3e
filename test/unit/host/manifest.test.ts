import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandLoaders } from '../../../src/host/commands/commandLoaders';
import { settingDefaults } from '../../../src/host/settingDefaults';
import { convertOptions } from '../../../src/stages/convert/stage';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { commands, configuration, menus, views, viewsWelcome, walkthroughs } = manifest.contributes;
const offered: readonly string[] = commands.map(({ command }: { command: string }) => command);

/** Commands that only the extension runs, so that the manifest does not list them. */
const internal = ['jobMenu', 'openJob'];

/** Every `when` condition in the manifest. */
const conditions = [...JSON.stringify(manifest.contributes).matchAll(/"(?:when|enablement)":"((?:[^"\\]|\\.)*)"/g)].map(
  ([, condition]) => JSON.parse(`"${condition}"`) as string,
);

const sources = ['src/host', 'src/panels'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
);
const code = sources.join('\n');

describe('the commands of the manifest', () => {
  test('are the registered commands', () => {
    const registered = Object.keys(commandLoaders).filter((name) => !internal.includes(name));
    expect([...offered].sort()).toEqual(registered.map((name) => `faceswap.${name}`).sort());
  });

  test('each has a title in package.nls.json, named after it', () => {
    for (const { command, title } of commands) expect(title).toBe(`%${command.replace('faceswap.', 'command.')}%`);
  });

  test('include every command that menus, texts and code use', () => {
    const inMenus = Object.values(menus as Record<string, { command?: string }[]>).flatMap((entries) =>
      entries.flatMap(({ command }) => command ?? []),
    );
    const inTexts = [...readFileSync('package.nls.json', 'utf8').matchAll(/command:(faceswap\.\w+)/g)];
    const inCode = [...code.matchAll(/executeCommand\(\s*'(faceswap\.\w+)'/g)];
    const asked = [...inMenus, ...[...inTexts, ...inCode].map(([, command]) => command!)];
    const known = Object.keys(commandLoaders).map((name) => `faceswap.${name}`);
    expect(asked.filter((command) => !known.includes(command))).toEqual([]);
  });
});

describe('the settings of the manifest', () => {
  const properties: Record<string, { default: unknown; enum?: string[] }> = configuration[0].properties;

  test('are those of the record, with its defaults, and each is used', () => {
    expect(Object.keys(properties).sort()).toEqual(
      Object.keys(settingDefaults)
        .map((key) => `faceswap.${key}`)
        .sort(),
    );
    for (const [key, value] of Object.entries(settingDefaults)) {
      expect(properties[`faceswap.${key}`]!.default).toBe(value);
      expect(code).toContain(`getSetting('${key}')`);
    }
  });

  test('the mask type has the choices of the option that it sets', () => {
    expect(properties['faceswap.convert.maskType']!.enum).toEqual(convertOptions.maskType.choices);
  });
});

describe('the conditions of the manifest', () => {
  test('ask only for context keys that the extension or VS Code sets', () => {
    const asked = new Set(conditions.flatMap((condition) => condition.match(/faceswap\.(?!project\b)\w+/g) ?? []));
    const set = new Set([...code.matchAll(/setContext\('(faceswap\.\w+)'/g)].map(([, key]) => key!));
    expect([...asked].filter((key) => !set.has(key))).toEqual([]);
  });

  test('name existing views', () => {
    const known = views.faceswap.map(({ id }: { id: string }) => id);
    const asked = conditions.flatMap((condition) => /\bview == ([\w.]+)/.exec(condition)?.[1] ?? []);
    const welcomed = viewsWelcome.map(({ view }: { view: string }) => view);
    expect([...asked, ...welcomed].filter((view) => !known.includes(view))).toEqual([]);
  });

  test('match entries of the tree', () => {
    const menuIds = [...code.matchAll(/(?:kind|menu): '([\w.]+)'|buildGroup\('(\w+)'|'(model\.\w+)'/g)].map(
      ([, kind, group, model]) => kind ?? group ?? model!,
    );
    const patterns = conditions.flatMap((condition) => {
      const [, exact, pattern] = /viewItem (?:== ([\w.]+)|=~ \/(.+)\/)/.exec(condition) ?? [];
      return exact ? [new RegExp(`^${exact.replace('.', '\\.')}$`)] : pattern ? [new RegExp(pattern)] : [];
    });
    expect(patterns.length).toBeGreaterThan(20);
    expect(patterns.filter((pattern) => !menuIds.some((id) => pattern.test(id)))).toEqual([]);
  });
});

test('the steps of the walkthrough complete when the project has their result', () => {
  const steps: readonly { id: string; completionEvents: string[] }[] = walkthroughs[0].steps;
  const ends = steps.flatMap(({ completionEvents }) => completionEvents);
  const contexts = ends.flatMap((event) => /^onContext:faceswap\.done\.(\w+)$/.exec(event)?.[1] ?? []);
  const source = readFileSync('src/host/project/walkthroughProgress.ts', 'utf8');
  expect(contexts.length).toBeGreaterThan(3);
  for (const step of contexts) expect(source, step).toMatch(new RegExp(`\\b${step}:|'${step}'`));
  const commandsThatEnd = ends.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []);
  expect(commandsThatEnd.filter((command) => !offered.includes(command))).toEqual([]);
});
