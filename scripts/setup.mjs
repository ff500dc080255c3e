// Sets up what the project needs to run. It uses no packages, because it runs before `npm ci`.

import { installNpmPackages } from './setup/npmPackages.mjs';
import { checkNode, checkPlatform } from './setup/platform.mjs';
import { Stop } from './setup/stop.mjs';
import { installPrograms } from './setup/systemPackages.mjs';

/**
 * Checks Node and the platform, installs the npm packages where they are missing or older than the lock file, and the
 * system's programs that `needs` names (`ffmpeg`, `chromium`). Prints what it does on standard error, so that standard output
 * is left to the command.
 */
export async function setUp({ needs = [] } = {}) {
  checkPlatform();
  await installNpmPackages();
  checkNode();
  for (const program of needs) await installPrograms(program);
}

/** Runs the main function of a script. A `Stop` is printed as a sentence, without a stack trace. */
export async function main(script) {
  try {
    process.exitCode = (await script(process.argv.slice(2))) ?? 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
