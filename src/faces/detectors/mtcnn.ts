import { float, type IniSection, int } from '../../options/option';
import { batchSize, plugin, runsOnCpu } from '../unusedSettings';
import type { Detector } from './detector';

const threshold = (value: number, help: string) => float(plugin, value, [0.1, 0.9], help);

/** Not available yet. */
export const mtcnn = {
  name: 'mtcnn',
  help: 'Three small networks in a row (MTCNN).',
  section: 'mtcnn',
  options: {
    min_size: int(plugin, 20, [20, 1000], 'Size of the smallest face to find, in pixels.'),
    scalefactor: float(plugin, 0.709, [0.1, 0.9], 'Factor by which the frame is scaled down for each further search.'),
    batch_size: batchSize(8),
    cpu: runsOnCpu(true),
    threshold_1: threshold(0.6, 'Minimum confidence of P-Net, from 0 to 1.'),
    threshold_2: threshold(0.7, 'Minimum confidence of R-Net, from 0 to 1.'),
    threshold_3: threshold(0.7, 'Minimum confidence of O-Net, from 0 to 1.'),
  } satisfies IniSection,
} as const satisfies Detector;
