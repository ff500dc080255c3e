import type { SectionValues } from '../../../options/option';
import type { Value } from '../../../tensor/graph';
import type { phazeAOptions } from './options';

export type PhazeAValues = SectionValues<typeof phazeAOptions>;

/** A part of the network; `name` begins the names of its weights. */
export type Part = (x: Value, name: string) => Value;
