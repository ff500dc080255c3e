import type { IniDocument, IniLine } from '../ini';
import { getWholeLine, type TextEdit } from './analysis';

const continuationIndent = '    ';
const mostBlankLines = 2;

/**
 * Lists the edits that format a file: `key = value`, nothing indented but values that go on, no white space at the
 * ends of settings, two blank lines at most. Values, comments and their order stay: faceswap ends comments with a space.
 */
export function listFormattingEdits(document: IniDocument): TextEdit[] {
  const { lines } = document;
  const last = lines.length - 1;
  const surplus = findSurplusLines(lines);
  return lines.flatMap((line, number): TextEdit[] => {
    if (number < last && surplus.has(number)) return [{ range: getWholeLine(document, number), text: '' }];
    const text = formatLine(line);
    if (text === line.text) return [];
    const range = { start: { line: number, character: 0 }, end: { line: number, character: line.text.length } };
    return [{ range, text }];
  });
}

function formatLine(line: IniLine): string {
  const bare = line.text.trim();
  if (line.kind === 'comment') return line.text.trimStart();
  if (line.kind === 'continuation') return continuationIndent + bare;
  if (line.kind !== 'option') return bare;
  const key = line.text.slice(line.keySpan.start, line.keySpan.end);
  const value = line.text.slice(line.valueSpan.start, line.valueSpan.end);
  return value === '' ? `${key} =` : `${key} = ${value}`;
}

/** Finds blank lines at the beginning, and those after the allowed number of blank lines. Those within a value are part of it, for some readers. */
function findSurplusLines(lines: readonly IniLine[]): ReadonlySet<number> {
  const surplus = new Set<number>();
  for (let first = 0; first < lines.length; first++) {
    if (lines[first]!.kind !== 'blank') continue;
    let end = first;
    while (lines[end]?.kind === 'blank') end++;
    const kept = first === 0 ? 0 : mostBlankLines;
    if (lines[end]?.kind !== 'continuation') for (let line = first + kept; line < end; line++) surplus.add(line);
    first = end;
  }
  return surplus;
}
