import type { IniTable } from './option';
import { findSpelling } from './spelling';

/** Where an option of a file is read. */
export interface IniPlace {
  readonly section: string;
  readonly key: string;
  /** Whether faceswap's versions 2 had it in another section, or under another name. */
  readonly isMoved: boolean;
}

/** Sections of faceswap's versions 2 that have another name now. */
const olderSections: Readonly<Record<string, string>> = {
  'trainer.original': 'trainer.augmentation',
  'recognition.vgg_face2': 'identity.vggface2',
  'recognition.vggface2': 'identity.vggface2',
};

interface OlderKey {
  readonly key: string;
  /** What its values, in lower case, are called now, where that differs. */
  readonly values?: Readonly<Record<string, string>>;
}

const isAutoclip: OlderKey['values'] = {
  ...{ true: 'autoclip', yes: 'autoclip', on: 'autoclip', '1': 'autoclip' },
  ...{ false: 'none', no: 'none', off: 'none', '0': 'none' },
};

/** Options of faceswap's versions 2 that have another name now. */
const olderKeys: Readonly<Record<string, OlderKey>> = {
  palettesize: { key: 'palette_size' },
  minsize: { key: 'min_size' },
  batchsize: { key: 'batch_size' },
  loss_weight: { key: 'loss_weight_2' },
  autoclip: { key: 'gradient_clipping', values: isAutoclip },
};

/** Returns the section that a name in a file means: spelled otherwise, or as older versions called it. */
export function findIniSection(table: IniTable, name: string): { section: string; isOlder: boolean } | undefined {
  const spelled = findSpelling(Object.keys(table), name);
  if (spelled !== undefined) return { section: spelled, isOlder: false };
  const older = olderSections[findSpelling(Object.keys(olderSections), name) ?? ''];
  return older !== undefined && Object.hasOwn(table, older) ? { section: older, isOlder: true } : undefined;
}

/** Returns where an option of a file is read; undefined where no part of the program knows it. */
export function findIniPlace(table: IniTable, section: string, key: string): IniPlace | undefined {
  const here = findIniSection(table, section)?.section;
  const found = here === undefined ? undefined : findKey(table, here, key);
  if (here !== undefined && found) return { section: here, ...found };
  const [family] = (here ?? section).toLowerCase().split('.');
  const others = Object.keys(table).filter((name) => name.split('.')[0] === family && findKey(table, name, key));
  return others.length === 1
    ? { section: others[0]!, key: findKey(table, others[0]!, key)!.key, isMoved: true }
    : undefined;
}

function findKey(table: IniTable, section: string, key: string): { key: string; isMoved: boolean } | undefined {
  const keys = Object.keys(table[section]!);
  const spelled = findSpelling(keys, key);
  if (spelled !== undefined) return { key: spelled, isMoved: false };
  const older = findSpelling(Object.keys(olderKeys), key);
  const now = older === undefined ? undefined : olderKeys[older]!.key;
  return now !== undefined && keys.includes(now) ? { key: now, isMoved: true } : undefined;
}

/** Returns the text of a value as options of today have it. */
export function translateOlderValue(key: string, text: string): string {
  const older = findSpelling(Object.keys(olderKeys), key);
  const values = older === undefined ? undefined : olderKeys[older]!.values;
  return values && Object.hasOwn(values, text.toLowerCase()) ? values[text.toLowerCase()]! : text;
}
