import type { TrainOptions } from '../../../options/trainOptions';
import type { Value } from '../../../tensor/graph';

export type PhazeAOptions = TrainOptions['model.phaze_a'];

/** A part of the network; `name` begins the names of its weights. */
export type Part = (x: Value, name: string) => Value;
