// Puts together what a VSIX is packed from, for one target, in a folder of its own.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from '../setup/npmPackages.mjs';
import { root } from '../setup/run.mjs';
import { Stop } from '../setup/stop.mjs';
import { targets } from './targets.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

/** The texts of the manifest and the README, each in every language. */
const pagesOfAllLanguages = readdirSync(root).filter((name) =>
  /^(package\.nls(\..+)?\.json|README(\..+)?\.md)$/.test(name),
);

/** What a VSIX is made from, as paths in the repository; .vscodeignore says which of the files are packed. */
export const packedFiles = [
  'dist',
  'l10n',
  'media',
  'presets',
  'schemas',
  'syntaxes',
  ...pagesOfAllLanguages,
  'CHANGELOG.md',
  'LICENSE',
];

/** What VS Code does not read of package.json. */
const { scripts, devDependencies, optionalDependencies, allowScripts, ...manifest } = readJson('package.json');

/** Fills a folder with the extension for `target` and its production packages, and returns its path. */
export async function stageExtension(target) {
  const folder = join(root, '.cache/package', target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of packedFiles) cpSync(join(root, name), join(folder, name), { recursive: true });
  await installPackages(folder, target);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const ignoreFile = readIgnoreFile(target);
  writeFileSync(join(folder, '.vscodeignore'), ignoreFile);
  writeFileSync(join(folder, 'ThirdPartyNotices.txt'), thirdPartyNotices(folder, ignoreFile));
  return folder;
}

/** Returns .vscodeignore with the lines of the target. */
export function readIgnoreFile(target) {
  const common = readFileSync(join(root, '.vscodeignore'), 'utf8').trimEnd();
  return `${common}\n${targets[target].libraries.join('\n')}\n`;
}

/** Installs the versions of package-lock.json with the native packages of `target`, whatever this machine is. */
async function installPackages(folder, target) {
  const [os, cpu] = target.split('-');
  const { name, version, dependencies } = manifest;
  const project = { name, version, dependencies };
  const locked = Object.entries(readJson('package-lock.json').packages).filter(
    ([path, { dev }]) => path && !dev && !path.startsWith('node_modules/node-linux-'),
  );
  const lock = { name, version, lockfileVersion: 3, requires: true };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ ...lock, packages: { '': project, ...Object.fromEntries(locked) } }),
  );
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const platform = [`--os=${os}`, `--cpu=${cpu}`, ...(os === 'linux' ? ['--libc=glibc'] : [])];
  if ((await npm(['ci', ...platform, ...options], { cwd: folder })) !== 0)
    throw new Stop(
      `The packages for ${target} could not be installed: see what npm says above, and check the network.`,
    );
  rmSync(join(folder, 'package-lock.json'));
}

function readJson(name) {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}
