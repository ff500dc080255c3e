import { bool, type IniSection } from '../../options/option';
import type { ColorMethod } from './colorMethod';

const color = { group: 'color', unused: true } as const;

/** Reinhard et al. 2001, "Color transfer between images". Not available yet. */
export const colorTransfer = {
  name: 'color-transfer',
  help: 'Matches mean and spread of each channel of L*a*b*.',
  section: 'color_transfer',
  options: {
    clip: bool(color, true, 'Clip color values that are out of range, instead of scaling all values into the range.'),
    preserve_paper: bool(color, true, 'Scale the colors as described in the paper of the method.'),
  } satisfies IniSection,
} as const satisfies ColorMethod;
