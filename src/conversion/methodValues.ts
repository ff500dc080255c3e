import type { OptionValue } from '../options/option';

/** The values of the options of a method, by their keys in convert.ini. */
export type MethodValues = Readonly<Record<string, OptionValue>>;
