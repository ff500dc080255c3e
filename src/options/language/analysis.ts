import type { IniFile } from '../checkIni';
import { type CheckedIni, checkIni } from '../checkIni';
import { type IniContent, type IniDocument, parseIni, readIniContent, type Span } from '../ini';
import type { IniOption, IniSection, LooseIniValues, OptionValue } from '../option';

/** A place in a text: line and column from 0, as editors count. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A range in a text; the end is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/** Facts about the model that a file belongs to. */
export interface ModelFacts {
  readonly trainer?: string;
  /** The values that the model was created with and that cannot change. */
  readonly fixed: LooseIniValues;
  /** The values that this kind of model uses instead of the options' defaults. */
  readonly preferences: LooseIniValues;
}

export const noModel: ModelFacts = { fixed: {}, preferences: {} };

/** The parsed content of a settings file in an editor, which all language services share. */
export interface IniAnalysis extends IniContent {
  readonly file: IniFile;
  readonly document: IniDocument;
  readonly checked: CheckedIni;
}

export function analyzeIni(text: string, file: IniFile): IniAnalysis {
  const document = parseIni(text);
  return { file, document, checked: checkIni(document, file.table, file.findConflict), ...readIniContent(document) };
}

/** Returns the record of an option; undefined for an unknown one. */
export function findOption({ table }: IniFile, section: string, key: string): IniOption | undefined {
  const options = getSection(table, section);
  return Object.hasOwn(options, key) ? options[key] : undefined;
}

/** Returns the options of a section; no options for an unknown section. */
export function getSection(table: IniFile['table'], section: string): IniSection {
  return Object.hasOwn(table, section) ? table[section]! : {};
}

/** Returns the value of an option that the file does not set: the preference of the model, else the option's default. */
export function getDefaultValue(
  option: IniOption,
  section: string,
  key: string,
  { preferences }: ModelFacts,
): OptionValue {
  return findValue(preferences, section, key) ?? option.default;
}

export function findValue(values: LooseIniValues, section: string, key: string): OptionValue | undefined {
  const options = Object.hasOwn(values, section) ? values[section]! : {};
  return Object.hasOwn(options, key) ? options[key] : undefined;
}

export function createRange(line: number, { start, end }: Span): Range {
  return { start: { line, character: start }, end: { line, character: end } };
}

/** Returns the range of a whole line with its line break, so that deleting it leaves no empty line. */
export function getWholeLine({ lines }: IniDocument, line: number): Range {
  const { length } = lines[line]!.text;
  if (line + 1 < lines.length) return { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
  const start = line === 0 ? { line, character: 0 } : { line: line - 1, character: lines[line - 1]!.text.length };
  return { start, end: { line, character: length } };
}
