import { choice, type IniSection } from '../../options/option';
import { batchSize, confidence, plugin, runsOnCpu } from '../unusedSettings';
import type { Detector } from './detector';

/** Not available yet. */
export const retinaface = {
  name: 'retinaface',
  help: 'RetinaFace: finds small and turned faces.',
  section: 'retinaface',
  options: {
    cpu: runsOnCpu(false),
    backbone: choice(plugin, 'resnet', ['resnet', 'mobilenet'], 'Size of the network.'),
    confidence: confidence(70),
    batch_size: batchSize(4, 128),
  } satisfies IniSection,
} as const satisfies Detector;
