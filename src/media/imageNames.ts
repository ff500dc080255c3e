import { extname, join, parse } from 'node:path';
import { shortenFileName } from '../files/fileName';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

const imageExtensions = new Set([
  ...['.avif', '.bmp', '.dib', '.gif', '.jfif', '.jif', '.jpe', '.jpeg', '.jpg', '.png', '.tif', '.tiff', '.webp'],
]);

/** Extensions of pictures that cannot be read: phones, cameras and other programs write them. */
const otherImageExtensions = new Set([
  ...['.arw', '.cr2', '.cr3', '.dng', '.exr', '.hdr', '.heic', '.heif', '.ico', '.j2k', '.jp2', '.jxl', '.nef', '.orf'],
  ...['.pbm', '.pcx', '.pgm', '.pnm', '.ppm', '.psd', '.raf', '.raw', '.rw2', '.svg', '.tga', '.xcf'],
]);

/** Returns whether a file name has the extension of a picture that cannot be read. */
export function isUnreadableImageName(name: string): boolean {
  return otherImageExtensions.has(extname(name).toLowerCase());
}

/** Returns whether a file name has the extension of an image that `readImage` reads. */
export function isImageName(name: string): boolean {
  return imageExtensions.has(extname(name).toLowerCase());
}

/**
 * Rejects names that differ only in their extension: a result is named after its source without the extension, so the
 * results of `a.jpg` and `a.png` would overwrite each other.
 * @throws UserError that names the first two such files
 */
export function rejectSameStems(folder: string, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const { name: stem } = parse(name);
    const other = seen.get(stem);
    if (other !== undefined)
      throw new UserError(
        t('The results of {0} and {1} would have the same name. Rename one of them.', join(folder, other), name),
      );
    seen.set(stem, name);
  }
}

/** Returns the file name under which a folder of images has a frame. */
export function getStillName(frameName: string): string {
  return shortenFileName(`${parse(frameName).name}.png`);
}
