import { float, type IniSection } from '../../options/option';
import type { ColorMethod } from './colorMethod';

const color = { group: 'color', unused: true } as const;

/** Not available yet. */
export const matchHist = {
  name: 'match-hist',
  help: 'Matches the histogram of each color channel.',
  section: 'match_hist',
  options: {
    threshold: float(color, 99, [90, 100], 'Share of the histogram that is matched, in percent.'),
  } satisfies IniSection,
} as const satisfies ColorMethod;
