#!/usr/bin/env node
import { engines } from '../package.json';

// Nothing is imported statically: an old Node would stop at the first module that it does not have or cannot parse.

const required = /\d+\.\d+/.exec(engines.node)![0];
if (isOlder(process.versions.node, required)) {
  process.stderr.write(
    `Node ${process.versions.node} is too old: Faceswap Workbench needs Node ${required} or later.\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import('./cli/main');
  process.exitCode = await main(process.argv.slice(2));
}

/** Says whether the major and minor number of `version` are lower than those of `minimum`. */
function isOlder(version: string, minimum: string): boolean {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const [minimumMajor, minimumMinor] = minimum.split('.').map(Number) as [number, number];
  return major < minimumMajor || (major === minimumMajor && minor < minimumMinor);
}
