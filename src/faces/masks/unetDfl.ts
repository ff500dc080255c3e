import type { IniTable } from '../../options/option';
import { batchSize } from '../unusedSettings';
import type { StoredMask } from './mask';

const settings = {
  'mask.unet_dfl': {
    batch_size: batchSize(8, 128),
  },
} as const satisfies IniTable;

export const unetDflMask = {
  name: 'unet-dfl',
  help: "Stored by faceswap: the face as DeepFaceLab's U-Net sees it.",
  source: 'stored',
  settings,
} as const satisfies StoredMask;
