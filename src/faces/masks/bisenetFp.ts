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
      "faceswap's weights, trained on fewer kinds of regions, or the original ones.",
    ),
    include_ears: bool(plugin, false, 'Ears belong to the mask.'),
    include_hair: bool(plugin, false, 'Hair belongs to the mask.'),
    include_glasses: bool(plugin, true, 'Glasses belong to the mask.'),
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
