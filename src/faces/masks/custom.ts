import { bool, choice, type IniTable } from '../../options/option';
import { batchSize, plugin } from '../unusedSettings';
import type { StoredMask } from './mask';

const settings = {
  'mask.custom': {
    batch_size: batchSize(16, 64),
    centering: choice(plugin, 'face', ['face', 'head'], 'What the mask is centered on.'),
    fill: bool(plugin, false, 'Start with a full mask instead of an empty one.'),
  },
} as const satisfies IniTable;

export const customFaceMask = {
  name: 'custom_face',
  help: 'Stored by faceswap: a mask of your own, for the crop centered on the face.',
  source: 'stored',
  settings,
} as const satisfies StoredMask;

export const customHeadMask = {
  name: 'custom_head',
  help: 'Stored by faceswap: a mask of your own, for the crop centered on the head.',
  source: 'stored',
  settings,
} as const satisfies StoredMask;
