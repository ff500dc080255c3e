import { formatIni, type IniDocument, type IniLine, parseIni, readIniContent } from './ini';

/** A value that an ini file is to have. */
export interface IniAssignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
}

/**
 * Returns the text of an ini file with other values; comments, order and line breaks stay. What it does not set yet is
 * added at the end of its section, which is added where it is missing.
 * @param text without syntax problems
 */
export function setIniValues(text: string, assignments: readonly IniAssignment[]): string {
  let document = parseIni(text);
  for (const assignment of assignments) document = parseIni(formatIni(setValue(document, assignment)));
  return formatIni(document);
}

function setValue(document: IniDocument, { section, key, value }: IniAssignment): IniDocument {
  const { sections, entries } = readIniContent(document);
  const entry = entries.find((known) => known.section === section && known.key === key);
  if (entry) return replaceValue(document, entry.line, entry.valueSpan.start, value);
  const heading = sections.find(({ name }) => name === section);
  if (!heading) {
    const end = findEnd(document);
    const gap = end === 0 || document.lines[end - 1]!.kind === 'blank' ? [] : [''];
    return insertLines(document, end, [...gap, `[${section}]`, `${key} = ${value}`]);
  }
  return insertLines(document, findSectionEnd(document.lines, heading.line), [`${key} = ${value}`]);
}

/** Replaces the value of an option; the lines that it goes on in, also after comments, are removed. */
function replaceValue({ lines, lineEnds }: IniDocument, line: number, column: number, value: string): IniDocument {
  const next = lines.findIndex(({ kind }, i) => i > line && (kind === 'option' || kind === 'section'));
  const isKept = (i: number) => i <= line || (next >= 0 && i >= next) || lines[i]!.kind !== 'continuation';
  const text = `${lines[line]!.text.slice(0, column).trimEnd()} ${value}`;
  return {
    lines: lines.map((old, i) => (i === line ? { ...old, text } : old)).filter((_, i) => isKept(i)),
    lineEnds: lineEnds.filter((_, i) => isKept(i)),
  };
}

/** Returns the number of lines: what follows the last line break is none when it is empty. */
function findEnd({ lines }: IniDocument): number {
  return lines.at(-1)?.text === '' ? lines.length - 1 : lines.length;
}

/** Returns the number of the line after the last option of a section. */
function findSectionEnd(lines: readonly IniLine[], heading: number): number {
  let end = heading + 1;
  for (let line = heading + 1; line < lines.length && lines[line]!.kind !== 'section'; line++)
    if (lines[line]!.kind === 'option' || lines[line]!.kind === 'continuation') end = line + 1;
  return end;
}

function insertLines({ lines, lineEnds }: IniDocument, at: number, texts: readonly string[]): IniDocument {
  const lineEnd = lineEnds.find((end) => end !== '') ?? '\n';
  const added = texts.map((text) => ({ kind: 'blank', text }) as const);
  const ends = [...lineEnds.slice(0, at), ...texts.map(() => lineEnd), ...lineEnds.slice(at)];
  if (at > 0 && ends[at - 1] === '') ends[at - 1] = lineEnd;
  return { lines: [...lines.slice(0, at), ...added, ...lines.slice(at)], lineEnds: ends };
}
