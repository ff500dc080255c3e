// What must be there before anything of the project can run. Plain Node without packages, for it runs before `npm ci`.

import { installNpmPackages } from './setup/npmPackages.mjs';
import { checkNode, checkPlatform } from './setup/platform.mjs';
import { Stop } from './setup/stop.mjs';
import { installPrograms } from './setup/systemPackages.mjs';

/**
 * Checks Node and the platform, installs the npm packages where they are missing or older than the lock file, and the
 * system's programs that `needs` names (`ffmpeg`, `chromium`). Says what it does on standard error, so that standard
 * output stays the command's own.
 */
export async function setUp({ needs = [] } = {}) {
  checkPlatform();
  await installNpmPackages();
  checkNode();
  for (const program of needs) await installPrograms(program);
}

/** Runs a script's main function: what stops it is told in a sentence, never as a stack trace. */
export async function main(script) {
  try {
    process.exitCode = (await script(process.argv.slice(2))) ?? 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
