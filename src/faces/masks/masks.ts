import { bisenetFpFaceMask, bisenetFpHeadMask } from './bisenetFp';
import { componentsMask } from './components';
import { customFaceMask, customHeadMask } from './custom';
import { extendedMask } from './extended';
import type { LandmarkMask, Mask } from './mask';
import { noMask } from './none';
import { predictedMask } from './predicted';
import { unetDflMask } from './unetDfl';
import { vggClearMask } from './vggClear';
import { vggObstructedMask } from './vggObstructed';

/** The masks there are, in the order that users see. */
export const masks = [
  bisenetFpFaceMask,
  bisenetFpHeadMask,
  componentsMask,
  customFaceMask,
  customHeadMask,
  extendedMask,
  noMask,
  predictedMask,
  unetDflMask,
  vggClearMask,
  vggObstructedMask,
] as const satisfies readonly Mask[];

type SomeMask = (typeof masks)[number];
type NameBySource<Source extends Mask['source']> = Extract<SomeMask, { readonly source: Source }>['name'];

export type MaskName = SomeMask['name'];
/** The masks that are available for every face. */
export type BuiltInMaskName = NameBySource<'landmarks' | 'none'>;
export type StoredMaskName = NameBySource<'stored'>;
/** The masks that can limit a loss to a region of the face. */
export type TrainingMaskName = BuiltInMaskName | StoredMaskName;
/** The masks that can be used for blending. */
export type ConversionMaskName = BuiltInMaskName | NameBySource<'model'>;

const all: readonly Mask[] = masks;

function listNames<Name extends MaskName>(...sources: readonly Mask['source'][]): readonly Name[] {
  return all.filter(({ source }) => sources.includes(source)).map(({ name }) => name as Name);
}

export const trainingMaskNames: readonly TrainingMaskName[] = listNames('landmarks', 'none', 'stored');
export const conversionMaskNames: readonly ConversionMaskName[] = listNames('landmarks', 'none', 'model');

export function findMask(name: MaskName): Mask {
  return all.find((mask) => mask.name === name)!;
}

export function isStoredMask(name: MaskName): name is StoredMaskName {
  return findMask(name).source === 'stored';
}

/** Returns how a mask is drawn from landmarks; undefined for `none`, which shows everything. */
export function getLandmarkShape(name: BuiltInMaskName): LandmarkMask['shape'] | undefined {
  const mask = findMask(name);
  return mask.source === 'landmarks' ? mask.shape : undefined;
}
