import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './run.mjs';
import { Stop } from './stop.mjs';

/** Installs what package-lock.json names, unless what is installed is newer than it. */
export async function installNpmPackages() {
  const installed = readModifiedMs('node_modules/.package-lock.json');
  if (installed !== undefined && installed >= readModifiedMs('package-lock.json')) return;
  say('Installing the npm packages (npm ci), which takes about half a minute …');
  const code = await npm(['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0)
    throw new Stop(
      'The npm packages could not be installed: see what npm says above, check the network, and run this again.',
    );
}

/**
 * Runs the npm that started this script, or the one on the path, with its output on standard error. Resolves with its exit
 * code.
 */
export function npm(args, { cwd = root } = {}) {
  // ONNX Runtime's install script would otherwise fetch CUDA libraries; see .npmrc.
  const options = { cwd, stdio: ['ignore', 2, 2], env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } };
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, { ...options, shell: process.platform === 'win32' }).catch(stopWithoutNpm);
}

function stopWithoutNpm(error) {
  if (error.code !== 'ENOENT') throw error;
  throw new Stop('npm is not installed: it comes with Node from nodejs.org. Install it, then run this again.');
}

function readModifiedMs(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs;
}
