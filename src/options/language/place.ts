import type { IniDocument, Span } from '../ini';
import type { Position } from './analysis';

/** The kind of text at a position. `section` is the section of the line; undefined before the first section. */
export type Place =
  | { readonly kind: 'section'; readonly span: Span }
  | { readonly kind: 'key'; readonly section: string | undefined; readonly span: Span; readonly hasValue: boolean }
  | {
      readonly kind: 'value';
      readonly section: string | undefined;
      readonly key: string;
      /** All that the line has of the value. */
      readonly span: Span;
    };

/** Returns the kind of text at a position; undefined within comments and outside the text. */
export function findPlace({ lines }: IniDocument, { line: number, character }: Position): Place | undefined {
  const line = lines[number];
  if (!line || character < 0 || character > line.text.length) return undefined;
  const section = findSectionName(lines, number);
  switch (line.kind) {
    case 'comment':
      return undefined;
    case 'section':
      return character >= line.nameSpan.start && character <= line.nameSpan.end
        ? { kind: 'section', span: line.nameSpan }
        : undefined;
    case 'option': {
      const separator = line.text.slice(line.keySpan.end).search(/[=:]/) + line.keySpan.end;
      if (character <= separator) return { kind: 'key', section, span: line.keySpan, hasValue: true };
      const { start, end } = line.valueSpan;
      const span = start === end ? { start: character, end: character } : line.valueSpan;
      return { kind: 'value', section, key: line.key, span };
    }
    case 'continuation': {
      const key = findKeyAbove(lines, number);
      return key === undefined ? undefined : { kind: 'value', section, key, span: line.valueSpan };
    }
    default:
      return parseUnfinishedLine(line.text, character, section);
  }
}

/** Parses a line that is still being typed: `[glo`, `cov`, or nothing. */
function parseUnfinishedLine(text: string, character: number, section: string | undefined): Place {
  const bare = text.trim();
  const start = bare === '' ? character : text.indexOf(bare);
  const end = start + bare.length;
  if (!bare.startsWith('[')) return { kind: 'key', section, span: { start, end }, hasValue: false };
  return { kind: 'section', span: { start: start + 1, end: bare.length > 1 && bare.endsWith(']') ? end - 1 : end } };
}

/** Returns the name of the section that contains a line. */
export function findSectionName(lines: IniDocument['lines'], number: number): string | undefined {
  for (let i = number; i >= 0; i--) {
    const line = lines[i]!;
    if (line.kind === 'section') return line.name;
  }
  return undefined;
}

function findKeyAbove(lines: IniDocument['lines'], number: number): string | undefined {
  for (let i = number; i >= 0; i--) {
    const line = lines[i]!;
    if (line.kind === 'option') return line.key;
    if (line.kind === 'section') return undefined;
  }
  return undefined;
}
