import { linear } from '../layers/layers';
import { batchNorm, groupNorm, instanceNorm, layerNorm, type Norm, rmsNorm } from '../layers/norms';
import type { PhazeAOptions } from './options';

/** What `bottleneck_norm` and `dec_norm` name. */
export const norms: Readonly<Record<PhazeAOptions['bottleneck_norm' | 'dec_norm'], Norm>> = {
  none: linear,
  batch: batchNorm,
  group: groupNorm,
  instance: instanceNorm,
  layer: layerNorm,
  rms: rmsNorm,
};
