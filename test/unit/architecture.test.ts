import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { parseSources } from '../../scripts/parseSources';

/** Which layers a layer may import; what those may, it may too. The picture is in docs/architecture.md. */
const below: Readonly<Record<string, readonly string[]>> = {
  'extension.ts': ['host'],
  'cli.ts': ['cli'],
  host: ['jobs', 'page'],
  cli: ['jobs'],
  jobs: ['projects'],
  projects: ['stages'],
  stages: ['settings'],
  settings: ['training', 'conversion'],
  training: ['facesets'],
  conversion: ['facesets'],
  facesets: ['faces', 'contract'],
  faces: ['runtime'],
  runtime: ['tensor', 'media', 'options'],
  tensor: ['shared'],
  media: ['files'],
  options: ['files'],
  files: ['shared'],
  page: ['contract'],
  contract: ['shared'],
  shared: [],
};

/** The same for the rooms of `training`, the largest of the layers. */
const roomsBelow: Readonly<Record<string, readonly string[]>> = {
  run: ['preview', 'step'],
  exchange: ['inference'],
  preview: ['store'],
  inference: ['store'],
  step: ['settings'],
  store: ['settings'],
  settings: ['models'],
  models: ['data', 'hyperparameters'],
  hyperparameters: ['losses'],
  losses: [],
  data: [],
};

function mayImport(from: string, to: string, table = below): boolean {
  return from === to || (table[from] ?? []).some((layer) => mayImport(layer, to, table));
}

/** A panel keeps together what three layers know of it: its contract, the page in the browser, and the host's side. */
function layerOf(path: string): string {
  const [, room, panel, part] = path.split(posix.sep);
  if (room !== 'panels') return room!;
  if (panel === 'protocol' || part === 'contract.ts' || part === 'contract') return 'contract';
  return panel === 'page' || part === 'page' ? 'page' : 'host';
}

test('imports run downwards only', () => {
  const sources = parseSources('src');
  expect(sources.length).toBeGreaterThan(40);
  const upwards = sources.flatMap(({ path, imports }) =>
    imports
      .filter((name) => name.startsWith('.'))
      .map((name) => join(dirname(path), name))
      .filter((target) => target !== 'package.json' && !mayImport(layerOf(path), layerOf(target)))
      .map((target) => `${path} imports ${target}`),
  );
  expect(upwards).toEqual([]);
  for (const { path } of sources) expect(below, path).toHaveProperty([layerOf(path)]);
});

test('imports between the rooms of training run downwards only', () => {
  const room = (path: string) => /^src\/training\/(\w+)\//.exec(path.replaceAll('\\', '/'))?.[1];
  const sources = parseSources('src/training');
  const upwards = sources.flatMap(({ path, imports }) =>
    imports
      .map((name) => join(dirname(path), name))
      .filter((target) => room(target) !== undefined && !mayImport(room(path)!, room(target)!, roomsBelow))
      .map((target) => `${path} imports ${target}`),
  );
  expect(upwards).toEqual([]);
  for (const { path } of sources) expect(roomsBelow, path).toHaveProperty([room(path)!]);
});

test("only the extension's host layer imports vscode", () => {
  const sources = parseSources('src');
  const others = sources
    .filter(({ imports }) => imports.includes('vscode'))
    .map(({ path }) => path)
    .filter((path) => layerOf(path) !== 'host' && path !== 'src/extension.ts');
  expect(others).toEqual([]);
});
