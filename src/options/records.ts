import type { BooleanOption, ChoiceOption, NumberOption, Option } from './optionRecord';

// The records of options that no model keeps, each in a line or two.

/** What all options of a group share. */
interface Shared {
  readonly group: string;
  readonly unused?: true;
}

export const bool = (shared: Shared, value: boolean, help: string) =>
  ({ type: 'bool', default: value, fixed: false, ...shared, help }) satisfies BooleanOption;

/** Bounds are inclusive. */
export const int = (shared: Shared, value: number, [min, max]: readonly [number, number], help: string) =>
  ({ type: 'int', default: value, min, max, fixed: false, ...shared, help }) satisfies NumberOption;

/** Bounds are inclusive. */
export const float = (shared: Shared, value: number, [min, max]: readonly [number, number], help: string) =>
  ({ type: 'float', default: value, min, max, fixed: false, ...shared, help }) satisfies NumberOption;

export const choice = <const Choice extends string>(
  shared: Shared,
  value: Choice,
  choices: readonly Choice[],
  help: string,
) => ({ type: 'choice', default: value, choices, fixed: false, ...shared, help }) satisfies ChoiceOption;

export type OptionSection = Readonly<Record<string, Option>>;
