import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/run.mjs';

/**
 * Returns the names, versions and licenses of all packages of others that a VSIX contains: those that are bundled, and
 * those whose files `ignoreFile` (the text of a .vscodeignore) lets through from `node_modules` of the staged folder.
 */
export function thirdPartyNotices(stagedFolder, ignoreFile) {
  const bundled = findBundledPackages().map((name) => join(root, 'node_modules', name));
  const shipped = findShippedPackages(ignoreFile).map((name) => join(stagedFolder, 'node_modules', name));
  const notices = new Map([...bundled, ...shipped].map((folder) => [readManifest(folder).name, describe(folder)]));
  const sorted = [...notices].sort(([a], [b]) => a.localeCompare(b)).map(([, notice]) => notice);
  return `Faceswap Workbench contains the packages below, each under its own license.\n\n${sorted.join('\n')}`;
}

/** Returns the names of the packages whose sources the bundles in `dist` were made from. */
export function findBundledPackages() {
  const maps = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.map') && !/^(bench|scripts|test)\b/.test(path))
    .map((path) => JSON.parse(readFileSync(join(root, 'dist', path), 'utf8')));
  const names = maps
    .flatMap(({ sources }) => sources)
    .flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
  // Icons come in as a font, which no source map names.
  return [...new Set([...names, '@vscode/codicons'])];
}

/** Returns the names of the packages that the lines of a .vscodeignore let through. */
export function findShippedPackages(ignoreFile) {
  const names = [...ignoreFile.matchAll(/^!node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name]) => name);
  return [...new Set(names)];
}

function describe(folder) {
  const { name, version, license } = readManifest(folder);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|third)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0)
    texts.push('The package comes without the text of its license: see its name at spdx.org/licenses.');
  return [`${'-'.repeat(80)}`, `${name} ${version} (${license})`, ...texts, ''].join('\n\n');
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
