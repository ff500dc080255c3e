import { nearestWord } from '../options/nearest';
import { UsageError } from '../shared/errors';
import { t } from '../shared/l10n';

interface OptionBase {
  /** Further names on the command line, beside the key in kebab-case. */
  readonly aliases?: readonly string[];
  /** One letter: faceswap's own where it has one. */
  readonly short?: string;
  readonly required?: true;
  readonly help: string;
}

/** A path is absolute by the time a stage sees it; `placeholder` is what the help shows for the value. */
interface TextOption extends OptionBase {
  readonly type: 'path' | 'text';
  readonly placeholder: string;
}

/** Bounds are inclusive. */
interface NumberOption extends OptionBase {
  readonly type: 'int' | 'float';
  readonly default?: number;
  readonly min: number;
  readonly max: number;
}

interface ChoiceOption extends OptionBase {
  readonly type: 'choice';
  readonly default?: string;
  readonly choices: readonly string[];
}

interface FlagOption extends OptionBase {
  readonly type: 'flag';
}

/** One option of a stage: what the command line, the extension and the job process know of it comes from here. */
export type StageOption = TextOption | NumberOption | ChoiceOption | FlagOption;
export type StageOptionTable = Readonly<Record<string, StageOption>>;
export type StageOptionValue = string | number | boolean;

type ValueOf<O> = O extends { readonly type: 'int' | 'float' }
  ? number
  : O extends { readonly type: 'flag' }
    ? boolean
    : O extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : string;

type IsSet<O> = O extends { readonly required: true } | { readonly default: unknown } ? true : false;

/** The values of a table: present where required or defaulted, else perhaps absent. */
export type StageOptionValues<T extends StageOptionTable> = {
  readonly [K in keyof T as IsSet<T[K]> extends true ? K : never]: ValueOf<T[K]>;
} & { readonly [K in keyof T as IsSet<T[K]> extends true ? never : K]?: ValueOf<T[K]> };

/** `inputA` is `input-a` on the command line. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Checks what came over a boundary against `table` and fills in the defaults.
 * @throws UsageError that names the first option in the wrong.
 */
export function checkStageOptions<T extends StageOptionTable>(table: T, values: unknown): StageOptionValues<T> {
  if (typeof values !== 'object' || values === null)
    throw new UsageError(t('The options are not a list of names and values.'));
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  for (const [key, value] of given) {
    const option = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!option) throw unknownOption(key, Object.keys(table));
    checkValue(key, option, value);
  }
  const missing = Object.keys(table).find((key) => table[key]!.required && !given.some(([name]) => name === key));
  if (missing) throw new UsageError(t('The option --{0} is missing.', flagOf(missing)));
  return { ...defaultsOf(table), ...Object.fromEntries(given) } as StageOptionValues<T>;
}

/** The value that `text` means for `option`; what is wrong with it is told by {@link checkStageOptions}. */
export function parseStageOption(option: StageOption, text: string): StageOptionValue {
  if (option.type !== 'int' && option.type !== 'float') return text;
  return text.trim() === '' ? Number.NaN : Number(text);
}

export function unknownOption(key: string, known: readonly string[]): UsageError {
  const flag = flagOf(key);
  const close = nearestWord(flag, known.map(flagOf));
  return new UsageError(
    close === undefined
      ? t('There is no option --{0}.', flag)
      : t('There is no option --{0}. Did you mean --{1}?', flag, close),
  );
}

function defaultsOf(table: StageOptionTable): Record<string, StageOptionValue> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([key, option]) =>
      'default' in option && option.default !== undefined ? [[key, option.default]] : [],
    ),
  );
}

const longestPath = 4096;

function checkValue(key: string, option: StageOption, value: unknown): void {
  const flag = flagOf(key);
  switch (option.type) {
    case 'text':
      if (typeof value !== 'string') throw new UsageError(t('The option --{0} needs a value.', flag));
      return;
    case 'path':
      if (typeof value !== 'string' || value === '' || value.length > longestPath || value.includes('\0'))
        throw new UsageError(t('The option --{0} needs a path.', flag));
      return;
    case 'choice':
      if (!option.choices.some((choice) => choice === value))
        throw new UsageError(t('The option --{0} is one of: {1}.', flag, option.choices.join(', ')));
      return;
    case 'flag':
      if (typeof value !== 'boolean') throw new UsageError(t('The option --{0} takes no value.', flag));
      return;
    default:
      if (typeof value !== 'number' || !(value >= option.min && value <= option.max))
        throw new UsageError(t('The option --{0} is a number from {1} to {2}.', flag, option.min, option.max));
      if (option.type === 'int' && !Number.isInteger(value))
        throw new UsageError(t('The option --{0} is a whole number.', flag));
  }
}
