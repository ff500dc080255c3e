import { bool, type IniSection } from '../../options/option';
import type { ColorMethod } from './colorMethod';

const color = { group: 'color', unused: true } as const;

/** Reinhard et al. 2001, "Color transfer between images". Not available yet. */
export const colorTransfer = {
  name: 'color-transfer',
  help: 'Matches mean and spread of each channel of L*a*b*.',
  section: 'color_transfer',
  options: {
    clip: bool(color, true, 'Clip values that pixels cannot hold, instead of scaling all values to fit.'),
    preserve_paper: bool(color, true, 'Scale in the way that the paper of the method does.'),
  } satisfies IniSection,
} as const satisfies ColorMethod;
