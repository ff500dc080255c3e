// Puts a real VS Code (code-server from npm) under .e2e/, for the tests that drive it with a browser.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './setup/npmPackages.mjs';
import { readOutput, root, say } from './setup/run.mjs';
import { Stop } from './setup/stop.mjs';

const version = '4.139.1';
const folder = join(root, '.e2e');
const server = join(folder, 'node_modules/code-server/lib/vscode');
const doneFile = join(folder, '.done');
const japanese = join(folder, 'japanese.json');

export async function setUpCodeServer() {
  if (!existsSync(doneFile) || readFileSync(doneFile, 'utf8') !== version) await installCodeServer();
  if (!existsSync(japanese)) await fetchJapanese();
  replaceNativeModules();
}

/** Installs code-server. Both packages have a shrinkwrap, so all versions are pinned; nothing is compiled. */
async function installCodeServer() {
  say('Installing VS Code for the browser (code-server), which takes about half a minute …');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const manifest = { private: true, dependencies: { 'code-server': version } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await install(folder, []);
  await install(server, ['--omit=dev']);
  writeFileSync(doneFile, version);
}

/**
 * Fetches VS Code's own texts in Japanese. VS Code's language packs are not on npm; this package has them, and version
 * 4.2.1 is the last that names the texts instead of numbering them.
 */
async function fetchJapanese() {
  const name = '@codingame/monaco-vscode-language-pack-ja';
  const archive = join(folder, 'codingame-monaco-vscode-language-pack-ja-4.2.1.tgz');
  if ((await npm(['pack', `${name}@4.2.1`, '--prefer-offline', '--loglevel=error'], { cwd: folder })) !== 0)
    throw new Stop(`${name} could not be fetched: see what npm says above, check the network, and run this again.`);
  const module = readOutput('tar', ['-xzOf', archive, 'package/translations/main.i18n.json.js']);
  const { default: contents } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  writeFileSync(japanese, JSON.stringify({ contents }));
  rmSync(archive);
}

async function install(cwd, more) {
  const args = [
    'install',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...more,
  ];
  if ((await npm(args, { cwd })) !== 0)
    throw new Stop(
      'VS Code for the browser could not be installed: see what npm says above, check the network, and run this again.',
    );
}

/** Replaces the two native modules that VS Code loads at its start and that come without a binary. */
function replaceNativeModules() {
  const modules = join(server, 'node_modules/@vscode');
  writeFileSync(join(modules, 'native-watchdog/index.js'), 'exports.start = () => {};\n');
  writeFileSync(join(modules, 'spdlog/index.js'), readFileSync(join(root, 'test/support/e2e/standIns/spdlog.cjs')));
}
