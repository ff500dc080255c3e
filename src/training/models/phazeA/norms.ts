import { linear } from '../layers/blocks';
import { batchNorm, groupNorm, instanceNorm, layerNorm, type Norm, rmsNorm } from '../layers/norms';
import type { PhazeAValues } from './part';

/** What `bottleneck_norm` and `dec_norm` name. */
export const norms: Readonly<Record<PhazeAValues['bottleneck_norm' | 'dec_norm'], Norm>> = {
  none: linear,
  batch: batchNorm,
  group: groupNorm,
  instance: instanceNorm,
  layer: layerNorm,
  rms: rmsNorm,
};
