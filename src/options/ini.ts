/**
 * A reader for ini files with the rules of Python's ConfigParser (docs.python.org/3/library/configparser.html), as
 * faceswap reads its files: `=` or `:` between key and value, whole-line comments with `#` or `;`, values that go on
 * in lines indented deeper, keys in any case, no section or key twice. It keeps every line with its positions, so the
 * text can be given back byte for byte and an editor can point at what it speaks of.
 */

/** A half-open range of columns, from 0. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type IniLine = { readonly text: string } & (
  | { readonly kind: 'blank' | 'comment' }
  | { readonly kind: 'section'; readonly name: string; readonly nameSpan: Span }
  | { readonly kind: 'option'; readonly key: string; readonly keySpan: Span; readonly valueSpan: Span }
  | { readonly kind: 'continuation'; readonly valueSpan: Span }
  | { readonly kind: 'malformed' }
);

export interface IniDocument {
  readonly lines: readonly IniLine[];
  /** The line break after each line; empty for a last line without one. */
  readonly lineEnds: readonly string[];
}

/** A key with its value; `line` counts from 0. Values of several lines are joined with a line feed. */
export interface IniEntry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
  readonly keySpan: Span;
  readonly valueSpan: Span;
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  readonly nameSpan: Span;
}

/** A syntax problem of a file, with its position. */
export interface IniFault {
  readonly kind: 'malformed' | 'outside-section' | 'repeated-section' | 'repeated-key';
  readonly line: number;
  readonly span: Span;
}

export interface IniContent {
  readonly sections: readonly IniSection[];
  readonly entries: readonly IniEntry[];
  readonly faults: readonly IniFault[];
}

export function parseIni(text: string): IniDocument {
  const parts = text.split(/(\r\n|\n|\r)/);
  const lines: IniLine[] = [];
  const lineEnds: string[] = [];
  let optionIndent: number | undefined;
  for (let i = 0; i < parts.length; i += 2) {
    const line = parseLine(parts[i]!, optionIndent);
    if (line.kind === 'option') optionIndent = measureIndent(line.text);
    else if (line.kind === 'section') optionIndent = undefined;
    lines.push(line);
    lineEnds.push(parts[i + 1] ?? '');
  }
  return { lines, lineEnds };
}

/** Returns the text that {@link parseIni} was given. */
export function formatIni(document: IniDocument): string {
  return document.lines.map((line, i) => line.text + document.lineEnds[i]).join('');
}

/** Reads the sections and entries of a document, and every syntax problem. If a section or key is repeated, the first one counts. */
export function readIniContent(document: IniDocument): IniContent {
  const sections = new Map<string, IniSection>();
  const entries = new Map<string, IniEntry>();
  const continued = new Map<string, string[]>();
  const faults: IniFault[] = [];
  let section: string | undefined;
  let open: string | undefined; // the entry that a continuation line adds to
  for (const [number, line] of document.lines.entries()) {
    if (line.kind === 'malformed') faults.push({ kind: 'malformed', line: number, span: trimSpan(line.text) });
    if (line.kind === 'continuation' && open !== undefined) {
      const further = continued.get(open) ?? [];
      further.push(getText(line.text, line.valueSpan));
      continued.set(open, further);
    }
    if (line.kind === 'section') {
      const { name, nameSpan } = line;
      if (sections.has(name)) faults.push({ kind: 'repeated-section', line: number, span: nameSpan });
      else sections.set(name, { name, line: number, nameSpan });
      section = name;
      open = undefined;
    }
    if (line.kind === 'option') {
      const { key, keySpan, valueSpan } = line;
      const id = `${section}\n${key}`;
      const fault = section === undefined ? 'outside-section' : entries.has(id) ? 'repeated-key' : undefined;
      open = fault ? undefined : id;
      if (fault) faults.push({ kind: fault, line: number, span: keySpan });
      else
        entries.set(id, {
          section: section!,
          key,
          value: getText(line.text, valueSpan),
          line: number,
          keySpan,
          valueSpan,
        });
    }
  }
  for (const [id, further] of continued) {
    const entry = entries.get(id)!;
    entries.set(id, { ...entry, value: [entry.value, ...further].join('\n').trim() });
  }
  return { sections: [...sections.values()], entries: [...entries.values()], faults };
}

function parseLine(text: string, optionIndent: number | undefined): IniLine {
  const span = trimSpan(text);
  const content = getText(text, span);
  if (content === '') return { kind: 'blank', text };
  if (content.startsWith('#') || content.startsWith(';')) return { kind: 'comment', text };
  if (optionIndent !== undefined && measureIndent(text) > optionIndent)
    return { kind: 'continuation', text, valueSpan: span };
  const closing = content.startsWith('[') ? content.lastIndexOf(']') : -1;
  if (closing > 1) {
    const nameSpan = { start: span.start + 1, end: span.start + closing };
    return { kind: 'section', text, name: getText(text, nameSpan), nameSpan };
  }
  const separator = content.search(/[=:]/);
  if (separator <= 0) return { kind: 'malformed', text };
  const keySpan = trimSpan(text, span.start, span.start + separator);
  const valueSpan = trimSpan(text, span.start + separator + 1, span.end);
  return { kind: 'option', text, key: getText(text, keySpan).toLowerCase(), keySpan, valueSpan };
}

function getText(text: string, span: Span): string {
  return text.slice(span.start, span.end);
}

function measureIndent(text: string): number {
  return trimSpan(text).start;
}

/** Returns the part of `text` between `start` and `end` without white space around it. */
function trimSpan(text: string, start = 0, end = text.length): Span {
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  while (start < end && /\s/.test(text[start]!)) start++;
  return { start, end };
}
