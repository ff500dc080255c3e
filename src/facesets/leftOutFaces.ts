import { t } from '../shared/l10n';

/** Returns a sentence on the faces of a folder that are left out: how many, and why the first one is; none where all are used. */
export function describeLeftOut(folder: string, reasons: readonly string[], total: number): string[] {
  const [first] = reasons;
  if (first === undefined) return [];
  if (reasons.length === 1) return [t('1 of {0} images in {1} is left out. {2}', total, folder, first)];
  return [t('{0} of {1} images in {2} are left out. The first one: {3}', reasons.length, total, folder, first)];
}

/** Returns a sentence on the images of a folder that are no PNGs; none where there are none. */
export function describeOtherImages(folder: string, names: readonly string[]): string[] {
  const [first] = names;
  if (first === undefined) return [];
  return [
    t(
      '{0} images in {1}, such as {2}, are left out: only PNGs from extract have the data of a face.',
      names.length,
      folder,
      first,
    ),
  ];
}
