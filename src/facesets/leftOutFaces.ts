import { basename } from 'node:path';
import { t } from '../shared/l10n';

/** Returns a sentence on the faces of a folder that are left out: how many, and why the first one is; none where all are used. */
export function describeLeftOut(folder: string, reasons: readonly string[], total: number): string[] {
  const [first] = reasons;
  if (first === undefined) return [];
  if (reasons.length === 1) return [t('1 of {0} images in {1} is left out. {2}', total, folder, first)];
  return [t('{0} of {1} images in {2} are left out. The first one: {3}', reasons.length, total, folder, first)];
}

/** Returns a sentence on the links among the faces of a folder whose files are to be moved; none where there are none. */
export function describeLinks(folder: string, links: readonly string[]): string[] {
  const [first] = links;
  if (first === undefined) return [];
  return [
    t(
      '{1} has images that are links ({0}, such as {2}): they stay as they are, because only files are moved. Copy the files there instead.',
      links.length,
      folder,
      basename(first),
    ),
  ];
}

/** Returns a sentence on the images of a folder that are no PNGs; none where there are none. */
export function describeOtherImages(folder: string, names: readonly string[]): string[] {
  const [first] = names;
  if (first === undefined) return [];
  return [
    t(
      '{1} has images of other kinds ({0}, such as {2}), which are left out: only PNGs from extract have the data of a face.',
      names.length,
      folder,
      first,
    ),
  ];
}
