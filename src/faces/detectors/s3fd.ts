import type { IniSection } from '../../options/option';
import { batchSize, confidence } from '../unusedSettings';
import type { Detector } from './detector';

/** Not available yet. */
export const s3fd = {
  name: 's3fd',
  help: 'S3FD: finds most faces, and takes long.',
  section: 's3fd',
  options: {
    confidence: confidence(70),
    batch_size: batchSize(4, 128),
  } satisfies IniSection,
} as const satisfies Detector;
