import type { IniTable } from '../../options/option';
import { batchSize } from '../unusedSettings';
import type { StoredMask } from './mask';

const settings = {
  'mask.vgg_obstructed': {
    batch_size: batchSize(2, 128),
  },
} as const satisfies IniTable;

export const vggObstructedMask = {
  name: 'vgg-obstructed',
  help: 'Stored by faceswap: the face as VGG-Obstructed sees it, without what is in front of it.',
  source: 'stored',
  settings,
} as const satisfies StoredMask;
