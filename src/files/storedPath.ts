import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep, win32 } from 'node:path';
import { hasErrorCode, UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/**
 * What a path may be that was read from a file: a plan, a journal, a state. Such a file may have come from anywhere, so the
 * path must be relative and stay below its folder on every system, and is checked again, with all links followed, when it is
 * used ({@link requireInside}).
 */
export function isStoredPath(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > maxPathLength || value.includes('\0')) return false;
  if (isAbsolute(value) || win32.isAbsolute(value)) return false;
  const parts = value.split(/[/\\]/);
  return !parts.includes('..') && (process.platform !== 'win32' || parts.every(isWindowsName));
}

/** What is at a path is nothing that this program reads: a folder, a device, a pipe, a link out, or far too large. */
export class UnfitFileError extends UserError {}

/** Longer ones exist on no system. */
const maxPathLength = 4096;

/** Returns whether Windows takes `name` for a file of a folder, and for no device, drive or stream. */
export function isWindowsName(name: string): boolean {
  return !/[:]|[.\s]$|^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])(\.|$)/i.test(name) || name === '.';
}

/** Returns whether `path` is `folder` or below it, by their spelling alone. */
export function isSpelledInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside));
}

/** Returns whether `path` is `folder` or below it when all links are followed; its end need not exist yet. */
export function isInside(folder: string, path: string): boolean {
  const real = followLinks(path);
  return real !== undefined && isSpelledInside(followLinks(folder) ?? folder, real);
}

/**
 * Returns `path`, relative to `folder` or absolute, without links; its end need not exist yet.
 * @throws UnfitFileError when it leads out of `folder`
 */
export async function requireInside(folder: string, path: string): Promise<string> {
  return requireInsideNow(folder, path);
}

/** The same for those who cannot wait. @throws UnfitFileError */
export function requireInsideNow(folder: string, path: string): string {
  const real = followLinks(resolve(folder, path));
  if (real !== undefined && isSpelledInside(followLinks(folder) ?? folder, real)) return real;
  throw new UnfitFileError(
    t(
      '{0} leads out of the folder {1}, which is not allowed. Replace the link by the file or the folder itself.',
      path,
      folder,
    ),
  );
}

/** Returns the path without symbolic links, so that a place has one spelling; the end of the path need not exist yet. */
export function resolveRealPath(path: string): string {
  return followLinks(path) ?? resolve(path);
}

/** More links in a row than any system follows. */
const maxLinks = 40;

/** Follows links also where their target does not exist or may not be seen; undefined where they lead in a circle. */
function followLinks(path: string, links = 0): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (hasErrorCode(error, 'ELOOP') || links > maxLinks) return undefined;
  }
  const parent = dirname(resolve(path));
  if (parent === resolve(path)) return parent;
  const folder = followLinks(parent, links);
  if (folder === undefined) return undefined;
  const whole = join(folder, basename(path));
  const target = readLink(whole);
  return target === undefined ? whole : followLinks(resolve(folder, target), links + 1);
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // no link, or nothing
  }
}
