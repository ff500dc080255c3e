import { UsageError } from '../shared/errors';
import { t } from '../shared/l10n';
import { findNearestWord } from './nearest';
import type { Option, OptionSet, OptionSetValues, OptionValue } from './option';
import { findFault, spellValue, type ValueFault } from './optionValue';

/** Writes a key the way the command line has it, without dashes before it: `inputA` is `input-a`. */
export function formatFlag(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Checks what came over a boundary (a command line, a task, another process) against `options`, and fills in the
 * defaults.
 * @throws UsageError that names the first option that is wrong
 */
export function checkOptions<T extends OptionSet>(options: T, values: unknown): OptionSetValues<T> {
  if (typeof values !== 'object' || values === null)
    throw new UsageError(t('The options are not a list of names and values.'));
  const given: [string, unknown][] = [];
  for (const [key, written] of Object.entries(values)) {
    if (written === undefined) continue;
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (!option) throw createUnknownOptionError(key, Object.keys(options));
    const value = spellValue(option, written);
    given.push([key, value]);
    const fault = findFault(option, value);
    if (fault !== undefined) throw new UsageError(describeFault(key, option, fault));
  }
  const missing = Object.keys(options).find((key) => options[key]!.required && !given.some(([name]) => name === key));
  if (missing) throw new UsageError(t('The option --{0} is missing.', formatFlag(missing)));
  return { ...listDefaults(options), ...Object.fromEntries(given) } as OptionSetValues<T>;
}

export function createUnknownOptionError(key: string, known: readonly string[]): UsageError {
  const flag = formatFlag(key);
  const nearest = findNearestWord(flag, known.map(formatFlag));
  return new UsageError(
    nearest === undefined
      ? t('Unknown option --{0}.', flag)
      : t('Unknown option --{0}. Did you mean --{1}?', flag, nearest),
  );
}

function listDefaults(options: OptionSet): Record<string, OptionValue> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
  );
}

function describeFault(key: string, option: Option, fault: ValueFault): string {
  const flag = formatFlag(key);
  switch (option.type) {
    case 'path':
      return t('The option --{0} needs a path.', flag);
    case 'choice':
    case 'list':
      return t('The option --{0} must be one of: {1}.', flag, option.choices.join(', '));
    case 'bool':
    case 'flag':
      return t('The option --{0} takes no value.', flag);
    case 'duration':
      return t(
        'The option --{0} must be a time such as 10m, 2h, 1h30m, or a number of seconds: at least a second, at most a year.',
        flag,
      );
    case 'int':
    case 'float':
      return fault === 'step'
        ? t('The option --{0} must be a whole number.', flag)
        : t('The option --{0} must be a number from {1} to {2}.', flag, option.min, option.max);
    default:
      return t('The option --{0} needs a value.', flag);
  }
}
