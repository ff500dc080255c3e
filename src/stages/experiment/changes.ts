import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

/** An option of a training and the value that a setting gives it, as the user wrote both. */
export interface Change {
  readonly option: string;
  readonly value: string;
}

/** Settings beyond this number are a slip of the pen: at a minute each they would take a week. */
const maxSettings = 10_000;

/**
 * Returns every combination of the values in a grid such as `loss_function = ssim, ms_ssim; optimizer = adam, adabelief`:
 * the last option changes first. A value with a comma or a semicolon in it stands in double quotes.
 * @throws UserError that quotes what is no change
 */
export function parseGrid(text: string): Change[][] {
  const axes = splitParts(text, ';\n').map((part) => {
    const { option, value } = parseChange(part);
    return { option, values: splitParts(value, ',').map(removeQuotes) };
  });
  assertOptionsDiffer(axes);
  if (axes.length === 0) throw createNothingError(text);
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  assertCount(count);
  let settings: Change[][] = [[]];
  for (const { option, values } of axes)
    settings = settings.flatMap((setting) => values.map((value) => [...setting, { option, value }]));
  return settings;
}

/**
 * Returns the settings of a list such as `optimizer = adam | optimizer = adabelief; learning_rate = 1e-4`.
 * @throws UserError that quotes what is no change
 */
export function parseList(text: string): Change[][] {
  const settings = splitParts(text, '|').map((part) => {
    const changes = splitParts(part, ';\n').map(parseChange);
    assertOptionsDiffer(changes);
    return changes.map(({ option, value }) => ({ option, value: removeQuotes(value) }));
  });
  if (settings.length === 0) throw createNothingError(text);
  assertCount(settings.length);
  return settings;
}

/** Returns what a setting is called: its changes, or `otherwise` where it has none. */
export function nameChanges(changes: readonly Change[], otherwise: string): string {
  return changes.length === 0 ? otherwise : changes.map(({ option, value }) => `${option} = ${value}`).join(', ');
}

function parseChange(text: string): Change {
  const [, option, value] = /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/s.exec(text) ?? [];
  if (option === undefined || value === undefined || value === '')
    throw new UserError(
      t('"{0}" is no change of an option. Write it like "optimizer = adam, adabelief".', text.trim()),
    );
  return { option, value };
}

/** Splits at any of the separators that is not in double quotes; empty parts are left out. */
function splitParts(text: string, separators: string): string[] {
  const parts = [''];
  let isQuoted = false;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    if (!isQuoted && separators.includes(letter)) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  if (isQuoted) throw new UserError(t('A quotation mark is not closed in {0}', text));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function removeQuotes(value: string): string {
  return /^"(.*)"$/s.exec(value)?.[1]?.trim() ?? value;
}

function assertOptionsDiffer(changes: readonly { readonly option: string }[]): void {
  const options = changes.map(({ option }) => option.toLowerCase());
  const repeated = options.find((option, i) => options.indexOf(option) !== i);
  if (repeated !== undefined) throw new UserError(t('{0} is changed twice. Name all its values once.', repeated));
}

function assertCount(count: number): void {
  if (count > maxSettings)
    throw new UserError(t('These are {0} settings, and {1} is the most. Vary fewer options.', count, maxSettings));
}

function createNothingError(text: string): UserError {
  return new UserError(t('"{0}" changes nothing. Write it like "optimizer = adam, adabelief".', text.trim()));
}
