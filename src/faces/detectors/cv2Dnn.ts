import type { IniSection } from '../../options/option';
import { confidence } from '../unusedSettings';
import type { Detector } from './detector';

/** Not available yet. */
export const cv2Dnn = {
  name: 'cv2-dnn',
  help: "OpenCV's network: fast, for clear faces.",
  section: 'cv2_dnn',
  options: {
    confidence: confidence(50),
  } satisfies IniSection,
} as const satisfies Detector;
