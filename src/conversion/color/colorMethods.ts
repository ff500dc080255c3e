import { type IniTable, listPartSections } from '../../options/option';
import { avgColor } from './avgColor';
import type { ColorMethod } from './colorMethod';
import { colorTransfer } from './colorTransfer';
import { manualBalance } from './manualBalance';
import { matchHist } from './matchHist';
import { noColorMethod } from './none';
import { seamlessClone } from './seamlessClone';

/** The color methods there are, in the order that users see. */
export const colorMethods = [
  avgColor,
  colorTransfer,
  manualBalance,
  matchHist,
  noColorMethod,
  seamlessClone,
] as const satisfies readonly ColorMethod[];

type SomeMethod = (typeof colorMethods)[number];
/** The names of the methods that are available. */
export type ColorMethodName = Extract<SomeMethod, { readonly adjust: unknown }>['name'];

const all: readonly ColorMethod[] = colorMethods;

export const colorMethodNames: readonly ColorMethodName[] = all
  .filter(({ adjust }) => adjust !== undefined)
  .map(({ name }) => name as ColorMethodName);

export function findColorMethod(name: ColorMethodName): ColorMethod {
  return all.find((method) => method.name === name)!;
}

/** The sections `[color.<section>]` of convert.ini. */
export const colorTable: IniTable = listPartSections('color', all);
