/**
 * The definition of one option, of any kind: a key of an ini file, an argument of a command, a field of a task in
 * `tasks.json` or a control of a panel. Types of values, checks, messages, help, completion, schemas and docs tables come
 * from these records.
 */

/** The properties that options of all types have. */
interface OptionBase {
  /** In English; translations are in `l10n`. */
  readonly help: string;
  /** Options of one group are shown together in generated files and forms. */
  readonly group?: string;
  /** Whether a model keeps the value that it was created with: later changes are reported and have no effect. */
  readonly fixed?: boolean;
  /** faceswap's files may set it, but it is not implemented yet: this is reported, and the file keeps the value. */
  readonly unused?: true;
  /** The values of a related choice that read it, such as the names of optimizers; absent: all do. */
  readonly usedBy?: readonly string[];
  /** Whether a command refuses to run without it. */
  readonly required?: true;
  /** Further names on the command line, in addition to the key in kebab-case. */
  readonly aliases?: readonly string[];
  /** One letter for the command line: faceswap's own where it has one. */
  readonly short?: string;
  /** The placeholder of the value in the help of the command line. */
  readonly placeholder?: string;
}

/** Bounds are inclusive. */
export interface NumberOption extends OptionBase {
  readonly type: 'int' | 'float';
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  /** Only multiples of this number are allowed; `min` and `max` are such. */
  readonly multipleOf?: number;
}

/** Yes or no. A `flag` is off unless it is named: on the command line it takes no value. */
export interface BooleanOption extends OptionBase {
  readonly type: 'bool' | 'flag';
  readonly default?: boolean;
}

export interface ChoiceOption extends OptionBase {
  readonly type: 'choice';
  readonly default?: string;
  readonly choices: readonly string[];
  /** Choices that faceswap's files may set and that are not implemented yet: they are reported, and the default is used. */
  readonly unusedChoices?: readonly string[];
  /** A sentence in English for each choice that says what it is for. */
  readonly choiceHelp?: Readonly<Record<string, string>>;
}

/** Any of the choices, separated by commas. */
export interface ListOption extends OptionBase {
  readonly type: 'list';
  readonly default?: string;
  readonly choices: readonly string[];
}

/** A color written `#rrggbb`. */
export interface ColorOption extends OptionBase {
  readonly type: 'color';
  readonly default?: string;
}

/**
 * Text on one line; empty for none. A `path` names a file or a folder: a relative one begins at the folder of the ini
 * file or of the project, or at the working directory of the command line, and is absolute once it is read.
 */
export interface TextOption extends OptionBase {
  readonly type: 'text' | 'path';
  readonly default?: string;
  /** Whether a separator at the end of a path stays there: it says that a folder is meant. */
  readonly keepsSeparator?: boolean;
}

/** A span of time as people write it, such as `10m` or `1h30m`, or a number of seconds. */
export interface DurationOption extends OptionBase {
  readonly type: 'duration';
  readonly default?: string;
}

export type Option =
  | NumberOption
  | BooleanOption
  | ChoiceOption
  | ListOption
  | ColorOption
  | DurationOption
  | TextOption;

export type OptionValue = number | boolean | string;

/** Options by their keys: those of a command, or of a section of an ini file. */
export type OptionSet = Readonly<Record<string, Option>>;

/** An option of an ini file, which always has a value. */
export type IniOption = Option & { readonly default: OptionValue; readonly group: string };

export type IniSection = Readonly<Record<string, IniOption>>;

/** The options of an ini file, by section and key. */
export type IniTable = Readonly<Record<string, IniSection>>;

/** An option together with its place in the ini file. */
export type IniOptionRecord = IniOption & { readonly section: string; readonly key: string };

export type ValueOf<O> = O extends { readonly type: 'int' | 'float' }
  ? number
  : O extends { readonly type: 'bool' | 'flag' }
    ? boolean
    : O extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : O extends { readonly type: 'duration' }
        ? string | number
        : string;

type IsSet<O> = O extends { readonly required: true } | { readonly default: unknown } ? true : false;

/** The values of a set of options: always present where the option is required or has a default. */
export type OptionSetValues<T extends OptionSet> = {
  readonly [K in keyof T as IsSet<T[K]> extends true ? K : never]: ValueOf<T[K]>;
} & { readonly [K in keyof T as IsSet<T[K]> extends true ? never : K]?: ValueOf<T[K]> };

/** The values of a section of an ini file: every option has one. */
export type SectionValues<T extends IniSection> = { readonly [Key in keyof T]: ValueOf<T[Key]> };

/** The values of an ini file, by section and key. */
export type IniValues<T extends IniTable> = { readonly [Section in keyof T]: SectionValues<T[Section]> };

/** Some of the values of an ini file: what a file sets, what a model prefers. */
export type SomeIniValues<T extends IniTable> = {
  readonly [Section in keyof T]?: { readonly [Key in keyof T[Section]]?: ValueOf<T[Section][Key]> } | undefined;
};

/** Values whose table is not known to the type checker: as read from a file. */
export type LooseIniValues = Readonly<Record<string, Readonly<Record<string, OptionValue>> | undefined>>;

/** A part of a kind that may have a section of an ini file. */
interface PartWithSection {
  /** The name of the section without the prefix of its kind. */
  readonly section?: string;
  readonly options?: IniSection;
}

/** Returns the sections `[<prefix>.<section>]` of those parts that have options. */
export function listPartSections(prefix: string, parts: readonly PartWithSection[]): IniTable {
  return Object.fromEntries(
    parts.flatMap(({ section, options }): [string, IniSection][] =>
      section !== undefined && options ? [[`${prefix}.${section}`, options]] : [],
    ),
  );
}

export function listIniOptions(table: IniTable): IniOptionRecord[] {
  return Object.entries(table).flatMap(([section, options]) =>
    Object.entries(options).map(([key, option]) => ({ section, key, ...option })),
  );
}

/** Returns every option at the first of `layers` that sets it, else at its default. Other entries of the layers are left out. */
export function resolveIniValues<T extends IniTable>(
  table: T,
  ...layers: readonly (SomeIniValues<T> | LooseIniValues)[]
): IniValues<T> {
  const findValue = (section: string, key: string, option: IniOption): OptionValue => {
    for (const layer of layers as readonly LooseIniValues[]) {
      const value = layer[section]?.[key];
      if (value !== undefined) return value;
    }
    return option.default;
  };
  return Object.fromEntries(
    Object.entries(table).map(([section, options]) => [
      section,
      Object.fromEntries(Object.entries(options).map(([key, option]) => [key, findValue(section, key, option)])),
    ]),
  ) as IniValues<T>;
}

// Short forms of records for ini files, an option in a line or two.

/** The text for a group of options. */
interface Shared {
  readonly group: string;
  readonly fixed?: boolean;
  readonly unused?: true;
}

export const bool = (shared: Shared, value: boolean, help: string) =>
  ({ type: 'bool', default: value, ...shared, help }) satisfies IniOption;

/** Bounds are inclusive. */
export const int = (shared: Shared, value: number, [min, max]: readonly [number, number], help: string) =>
  ({ type: 'int', default: value, min, max, ...shared, help }) satisfies IniOption;

/** Bounds are inclusive. */
export const float = (shared: Shared, value: number, [min, max]: readonly [number, number], help: string) =>
  ({ type: 'float', default: value, min, max, ...shared, help }) satisfies IniOption;

export const choice = <const Choice extends string>(
  shared: Shared,
  value: Choice,
  choices: readonly Choice[],
  help: string,
) => ({ type: 'choice', default: value, choices, ...shared, help }) satisfies IniOption;
