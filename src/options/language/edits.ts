import type { IniDocument } from '../ini';
import { getWholeLine, type Range, type TextEdit } from './analysis';
import { buildOutline } from './outline';

/** Returns the edits that take a line to the end of a section, which is begun at the end of the file if it is not there. */
export function moveToSection(document: IniDocument, line: number, section: string): TextEdit[] {
  const { lines } = document;
  const text = lines[line]!.text.trim();
  const gone: TextEdit = { range: getWholeLine(document, line), text: '' };
  const target = buildOutline(document).find(({ name }) => name === section);
  if (target) return [gone, { range: getEndOfLine(document, target.range.end.line), text: `\n${text}` }];
  const end = lines.length - 1;
  const begun = `[${section}]\n${text}\n`;
  const isBlank = (number: number) => number < 0 || lines[number]!.text.trim() === '';
  if (line < end) return [gone, { range: getEndOfLine(document, end), text: `${isBlank(end) ? '' : '\n'}\n${begun}` }];
  // At the end of the file the line itself makes room: two edits must not touch.
  const range = { start: { line, character: 0 }, end: getEndOfLine(document, line).end };
  return [{ range, text: isBlank(line - 1) ? begun : `\n${begun}` }];
}

/** Returns the edits that take the options of a section to the end of the one of the same name before it. */
export function mergeSections(document: IniDocument, line: number): TextEdit[] {
  const sections = buildOutline(document);
  const second = sections.find(({ range }) => range.start.line === line);
  const first = sections.find(({ name }) => name === second?.name);
  if (!second || !first || first === second) return [];
  const { start, end } = second.range;
  const body = document.lines.slice(start.line + 1, end.line + 1).map(({ text }) => `\n${text}`);
  const gone = { start: getWholeLine(document, start.line).start, end: getWholeLine(document, end.line).end };
  return [
    { range: getEndOfLine(document, first.range.end.line), text: body.join('') },
    { range: gone, text: '' },
  ];
}

function getEndOfLine({ lines }: IniDocument, line: number): Range {
  const position = { line, character: lines[line]!.text.length };
  return { start: position, end: position };
}
