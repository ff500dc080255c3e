import { choice, float, type IniSection, int } from '../../options/option';
import { boxSharpener } from './box';
import { gaussianSharpener } from './gaussian';
import { noSharpener } from './none';
import type { Sharpener, SharpenSettings } from './sharpener';
import { unsharpMask } from './unsharpMask';

/** The ways of sharpening there are, in the order that users see. */
export const sharpeners = [
  noSharpener,
  boxSharpener,
  gaussianSharpener,
  unsharpMask,
] as const satisfies readonly Sharpener[];

export type SharpenerName = (typeof sharpeners)[number]['name'];

const all: readonly Sharpener[] = sharpeners;
const names = sharpeners.map(({ name }) => name);
const unavailable = all.filter(({ sharpen }) => !sharpen).map(({ name }) => name);

/** Returns the sharpener of that name; `none` for one that is not available yet, which the reader of the file reports. */
export function findSharpener(name: SharpenerName): Sharpener {
  return all.find((sharpener) => sharpener.name === name && sharpener.sharpen) ?? noSharpener;
}

/** Returns the note for a key that only some sharpeners read. */
function describeUse(key: keyof SharpenSettings) {
  const users = all.filter(({ uses }) => uses.includes(key));
  const isUnused = users.every(({ sharpen }) => !sharpen);
  return { group: 'sharpen', ...(isUnused && { unused: true as const }) };
}

/** `[scaling.sharpen]` of convert.ini. */
export const sharpenOptions = {
  method: {
    ...choice({ group: 'sharpen' }, 'none', names, 'How swapped faces are sharpened.'),
    choiceHelp: Object.fromEntries(all.map(({ name, help }) => [name, help])),
    ...(unavailable.length === all.length - 1 ? { unused: true as const } : { unusedChoices: unavailable }),
  },
  amount: int(describeUse('amount'), 150, [100, 500], 'Strength of the sharpening, in percent.'),
  radius: float(describeUse('radius'), 0.3, [0.1, 5], "Radius of the sharpening, in percent of the frame's width."),
  threshold: float(
    describeUse('threshold'),
    5,
    [1, 10],
    'Smallest difference between pixel values (0 to 255) that unsharp_mask sharpens.',
  ),
} as const satisfies IniSection;
