import type { IniTable } from '../../options/option';
import { batchSize } from '../unusedSettings';
import type { StoredMask } from './mask';

const settings = {
  'mask.vgg_clear': {
    batch_size: batchSize(6, 128),
  },
} as const satisfies IniTable;

export const vggClearMask = {
  name: 'vgg-clear',
  help: 'Stored by faceswap: the face as VGG-Clear sees it, for faces without obstructions.',
  source: 'stored',
  settings,
} as const satisfies StoredMask;
