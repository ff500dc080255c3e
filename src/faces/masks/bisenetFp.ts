import { bool, choice, type IniTable } from '../../options/option';
import { batchSize, plugin, runsOnCpu } from '../unusedSettings';
import type { StoredMask } from './mask';

const settings = {
  'mask.bisenet_fp': {
    batch_size: batchSize(8, 128),
    cpu: runsOnCpu(false),
    weights: choice(
      plugin,
      'faceswap',
      ['faceswap', 'original'],
      'Weights of the network: those of faceswap, trained on fewer kinds of regions, or the original ones.',
    ),
    include_ears: bool(plugin, false, 'Include the ears in the mask.'),
    include_hair: bool(plugin, false, 'Include the hair in the mask.'),
    include_glasses: bool(plugin, true, 'Include glasses in the mask.'),
  },
} as const satisfies IniTable;

export const bisenetFpFaceMask = {
  name: 'bisenet-fp_face',
  help: 'Stored by faceswap: the regions that BiSeNet-FP finds in the crop centered on the face.',
  source: 'stored',
  settings,
} as const satisfies StoredMask;

export const bisenetFpHeadMask = {
  name: 'bisenet-fp_head',
  help: 'Stored by faceswap: the regions that BiSeNet-FP finds in the crop centered on the head.',
  source: 'stored',
  settings,
} as const satisfies StoredMask;
