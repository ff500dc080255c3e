import type { IniDocument, IniLine } from '../ini';
import { type TextEdit, wholeLine } from './analysis';

const continuationIndent = '    ';
const mostBlankLines = 2;

/**
 * The edits that bring a file into shape: `key = value`, nothing indented but values that go on, no white space at the
 * ends of lines, two blank lines at most. Values, comments and their order stay.
 */
export function formattingEdits(document: IniDocument): TextEdit[] {
  const { lines } = document;
  const last = lines.length - 1;
  return lines.flatMap((line, number): TextEdit[] => {
    if (number < last && isTooMuch(lines, number)) return [{ range: wholeLine(document, number), text: '' }];
    const text = formattedLine(line);
    if (text === line.text) return [];
    const range = { start: { line: number, character: 0 }, end: { line: number, character: line.text.length } };
    return [{ range, text }];
  });
}

function formattedLine(line: IniLine): string {
  const bare = line.text.trim();
  if (line.kind === 'continuation') return continuationIndent + bare;
  if (line.kind !== 'option') return bare;
  const key = line.text.slice(line.keySpan.start, line.keySpan.end);
  const value = line.text.slice(line.valueSpan.start, line.valueSpan.end);
  return value === '' ? `${key} =` : `${key} = ${value}`;
}

/** A blank line after so many others. Blank lines within a value are part of it, for some readers. */
function isTooMuch(lines: readonly IniLine[], number: number): boolean {
  if (lines[number]!.kind !== 'blank') return false;
  let above = 0;
  while (lines[number - above - 1]?.kind === 'blank') above++;
  if (above < mostBlankLines && number - above > 0) return false;
  const next = lines.slice(number).find(({ kind }) => kind !== 'blank');
  return next?.kind !== 'continuation';
}
