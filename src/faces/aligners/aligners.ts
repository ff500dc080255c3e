import { type IniTable, listPartSections } from '../../options/option';
import type { Aligner } from './aligner';
import { dense68 } from './dense68';
import { fan } from './fan';
import { hrnet } from './hrnet';

/** The aligners there are, in the order that users see. */
export const aligners = [dense68, fan, hrnet] as const satisfies readonly Aligner[];

/** The names of those that are available. */
export type AlignerName = Extract<(typeof aligners)[number], { readonly open: unknown }>['name'];

const all: readonly Aligner[] = aligners;

export const alignerNames: readonly AlignerName[] = all
  .filter(({ open }) => open !== undefined)
  .map(({ name }) => name as AlignerName);

export function findAligner(name: AlignerName): Aligner & Required<Pick<Aligner, 'open'>> {
  const found = all.find((aligner) => aligner.name === name);
  if (!found?.open) throw new Error(`the aligner ${name} is not available`);
  return { ...found, open: found.open };
}

/** The sections `[align.<section>]` of extract.ini. */
export const alignerTable: IniTable = listPartSections('align', all);
