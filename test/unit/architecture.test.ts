import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { parsedSources } from './parsedSource';

/** Which layers a layer may import; what those may, it may too. The picture is in docs/architecture.md. */
const below: Readonly<Record<string, readonly string[]>> = {
  'extension.ts': ['host'],
  'cli.ts': ['cli'],
  host: ['jobs'],
  cli: ['jobs'],
  jobs: ['pipeline'],
  pipeline: ['training', 'conversion'],
  training: ['facesets'],
  conversion: ['facesets'],
  facesets: ['faces'],
  faces: ['runtime'],
  runtime: ['tensor', 'media', 'options'],
  tensor: ['shared'],
  media: ['shared'],
  options: ['shared'],
  webviews: ['shared'],
  shared: [],
};

function mayImport(from: string, to: string): boolean {
  return from === to || (below[from] ?? []).some((layer) => mayImport(layer, to));
}

function layerOf(path: string): string {
  const [top, second] = path.split(posix.sep);
  return top === 'webviews' ? 'webviews' : second!;
}

test('imports run downwards only', () => {
  const sources = parsedSources('src', 'webviews');
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

test("only the extension's host layer imports vscode", () => {
  const sources = parsedSources('src', 'webviews');
  const others = sources
    .filter(({ imports }) => imports.includes('vscode'))
    .map(({ path }) => path)
    .filter((path) => !/^src\/(host\/|extension\.ts)/.test(path));
  expect(others).toEqual([]);
});
