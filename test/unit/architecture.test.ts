import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { parseSources } from '../../scripts/parseSources';

/** The layers that each layer may import, directly or through another one. The picture is in docs/architecture.md. */
const below: Readonly<Record<string, readonly string[]>> = {
  'extension.ts': ['host'],
  'cli.ts': ['cli'],
  host: ['jobs', 'page'],
  cli: ['jobs'],
  jobs: ['projects'],
  projects: ['stages'],
  stages: ['settings', 'reports'],
  settings: ['training', 'conversion'],
  reports: ['shared'],
  training: ['evaluation'],
  conversion: ['evaluation'],
  evaluation: ['facesets'],
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

/** The same for the folders of `training`, the largest layer. */
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

/** A panel is one folder with parts of three layers: its contract, its page in the browser, and the host's side. */
function findLayer(path: string): string {
  const [, room, panel, part] = path.split(posix.sep);
  if (room !== 'panels') return room!;
  if (panel === 'protocol' || part === 'contract.ts' || part === 'contract') return 'contract';
  return panel === 'page' || part === 'page' ? 'page' : 'host';
}

test('imports only go downwards', () => {
  const sources = parseSources('src');
  expect(sources.length).toBeGreaterThan(40);
  const upwards = sources.flatMap(({ path, imports }) =>
    imports
      .filter((name) => name.startsWith('.'))
      .map((name) => join(dirname(path), name))
      .filter((target) => target !== 'package.json' && !mayImport(findLayer(path), findLayer(target)))
      .map((target) => `${path} imports ${target}`),
  );
  expect(upwards).toEqual([]);
  for (const { path } of sources) expect(below, path).toHaveProperty([findLayer(path)]);
});

test('imports between the folders of training only go downwards', () => {
  const findRoom = (path: string) => /^src\/training\/(\w+)\//.exec(path.replaceAll('\\', '/'))?.[1];
  const sources = parseSources('src/training');
  const upwards = sources.flatMap(({ path, imports }) =>
    imports
      .map((name) => join(dirname(path), name))
      .filter((target) => findRoom(target) !== undefined && !mayImport(findRoom(path)!, findRoom(target)!, roomsBelow))
      .map((target) => `${path} imports ${target}`),
  );
  expect(upwards).toEqual([]);
  for (const { path } of sources) expect(roomsBelow, path).toHaveProperty([findRoom(path)!]);
});

test("only the extension's host layer imports vscode", () => {
  const sources = parseSources('src');
  const others = sources
    .filter(({ imports }) => imports.includes('vscode'))
    .map(({ path }) => path)
    .filter((path) => findLayer(path) !== 'host' && path !== 'src/extension.ts');
  expect(others).toEqual([]);
});

test('no files import each other in a circle, except the operators and their gradients', () => {
  const sources = parseSources('src');
  const paths = new Set(sources.map(({ path }) => path));
  const importsByFile = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports
        .filter((name) => name.startsWith('.'))
        .map((name) => join(dirname(path), name))
        .flatMap((target) => [`${target}.ts`, join(target, 'index.ts')].filter((file) => paths.has(file))),
    ]),
  );
  expect(findCircles(importsByFile).filter((circle) => !circle.startsWith('src/tensor/ops/'))).toEqual([]);
});

/** Follows the imports of every file, depth first, and returns each path that comes back to where it has been. */
function findCircles(importsByFile: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file);
    if (start >= 0) circles.push([...trail.slice(start), file].join(' > '));
    if (start >= 0 || done.has(file)) return;
    for (const target of importsByFile.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of importsByFile.keys()) visit(file, []);
  return circles;
}
