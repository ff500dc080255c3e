import { choice, float, type IniSection } from '../../options/option';
import type { ColorMethod } from './colorMethod';

const color = { group: 'color', unused: true } as const;
const balance = (help: string) => float(color, 0, [-100, 100], help);

/** Not available yet. */
export const manualBalance = {
  name: 'manual-balance',
  help: 'Changes the colors by the amounts that convert.ini sets.',
  section: 'manual_balance',
  options: {
    colorspace: choice(color, 'HSV', ['RGB', 'HSV', 'LAB', 'YCrCb'], 'Color space of the three channels.'),
    balance_1: balance('Change of channel 1, in percent.'),
    balance_2: balance('Change of channel 2, in percent.'),
    balance_3: balance('Change of channel 3, in percent.'),
    contrast: balance('Change of the contrast, in percent.'),
    brightness: balance('Change of the brightness, in percent.'),
  } satisfies IniSection,
} as const satisfies ColorMethod;
