interface OptionBase {
  /** Whether a model keeps the value it was made with: later edits of the ini are told and ignored. */
  readonly fixed: boolean;
  /** faceswap has it and its files may set it, but nothing here reads it yet: told, and kept in the file. */
  readonly unused?: true;
  /** Options of one group stand together in generated files and forms. */
  readonly group: string;
  /** In English; translations stand in `l10n`. */
  readonly help: string;
}

/** Bounds are inclusive. */
export interface NumberOption extends OptionBase {
  readonly type: 'int' | 'float';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Only multiples of this number are allowed; `min` and `max` are such. */
  readonly multipleOf?: number;
}

export interface BooleanOption extends OptionBase {
  readonly type: 'bool';
  readonly default: boolean;
}

export interface ChoiceOption extends OptionBase {
  readonly type: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}

/** Any of the choices, separated by commas. */
export interface ListOption extends OptionBase {
  readonly type: 'list';
  readonly default: string;
  readonly choices: readonly string[];
}

/** A colour written `#rrggbb`. */
export interface ColorOption extends OptionBase {
  readonly type: 'color';
  readonly default: string;
}

/** Free text on one line, such as a path; empty for none. */
export interface TextOption extends OptionBase {
  readonly type: 'text';
  /** Whether it names a file or a folder; a relative path begins at the folder of the ini file. */
  readonly isPath?: boolean;
  readonly default: string;
}

/** Everything known of one option: its type, its text and whatever is generated come from here. */
export type Option = NumberOption | BooleanOption | ChoiceOption | ListOption | ColorOption | TextOption;

export type OptionValue = number | boolean | string;

/** The options of an ini file, by section and key. */
export type OptionTable = Readonly<Record<string, Readonly<Record<string, Option>>>>;

/** An option together with its place in the ini file. */
export type OptionRecord = Option & { readonly section: string; readonly key: string };

type ValueOf<O> = O extends { readonly type: 'int' | 'float' }
  ? number
  : O extends { readonly type: 'bool' }
    ? boolean
    : O extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : string;

/** The values that belong to a table, by section and key. */
export type OptionValues<T extends OptionTable> = {
  readonly [Section in keyof T]: { readonly [Key in keyof T[Section]]: ValueOf<T[Section][Key]> };
};

/** Some of the values of a table: what a file sets, what a model prefers. */
export type SomeOptionValues<T extends OptionTable> = {
  readonly [Section in keyof T]?: { readonly [Key in keyof T[Section]]?: ValueOf<T[Section][Key]> } | undefined;
};

/** Values whose table is not known to the type checker: as read from a file. */
export type LooseOptionValues = Readonly<Record<string, Readonly<Record<string, OptionValue>> | undefined>>;

export function optionRecords(table: OptionTable): OptionRecord[] {
  return Object.entries(table).flatMap(([section, options]) =>
    Object.entries(options).map(([key, option]) => ({ section, key, ...option })),
  );
}

/** Every option at the first of `layers` that sets it, else at its default. Unknown entries of the layers are left out. */
export function resolveOptions<T extends OptionTable>(
  table: T,
  ...layers: readonly (SomeOptionValues<T> | LooseOptionValues)[]
): OptionValues<T> {
  const valueIn = (section: string, key: string, option: Option): OptionValue => {
    for (const layer of layers as readonly LooseOptionValues[]) {
      const value = layer[section]?.[key];
      if (value !== undefined) return value;
    }
    return option.default;
  };
  return Object.fromEntries(
    Object.entries(table).map(([section, options]) => [
      section,
      Object.fromEntries(Object.entries(options).map(([key, option]) => [key, valueIn(section, key, option)])),
    ]),
  ) as OptionValues<T>;
}
