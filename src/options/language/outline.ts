import type { IniDocument } from '../ini';
import { createRange, type Range } from './analysis';

export interface OutlineOption {
  readonly name: string;
  readonly value: string;
  readonly range: Range;
  readonly nameRange: Range;
}

export interface OutlineSection {
  readonly name: string;
  /** From its bracket to the end of its last option. */
  readonly range: Range;
  readonly nameRange: Range;
  readonly options: readonly OutlineOption[];
}

/** Returns the sections of a file and their options, in the order of the file. */
export function buildOutline(document: IniDocument): OutlineSection[] {
  const { lines } = document;
  return listSectionLines(document).map(({ first, last }) => {
    const head = lines[first]!;
    if (head.kind !== 'section') throw new Error('a section begins with its name');
    return {
      name: head.name,
      range: createLinesRange(document, first, last),
      nameRange: createRange(first, head.nameSpan),
      options: listOptions(document, first + 1, last),
    };
  });
}

function listOptions(document: IniDocument, first: number, last: number): OutlineOption[] {
  const options: OutlineOption[] = [];
  for (let number = first; number <= last; number++) {
    const line = document.lines[number]!;
    if (line.kind !== 'option') continue;
    const end = findLastContinuation(document, number, last);
    options.push({
      name: line.key,
      value: line.text.slice(line.valueSpan.start, line.valueSpan.end),
      range: createLinesRange(document, number, end),
      nameRange: createRange(number, line.keySpan),
    });
  }
  return options;
}

/** A run of lines that can be folded, both ends included. */
export interface Fold {
  readonly first: number;
  readonly last: number;
  readonly kind: 'section' | 'comment' | 'value';
}

/** Sections, comments of several lines and values of several lines. */
export function listFolds(document: IniDocument): Fold[] {
  const { lines } = document;
  const folds: Fold[] = listSectionLines(document).map((range) => ({ ...range, kind: 'section' }));
  for (let first = 0; first < lines.length; first++) {
    if (lines[first]!.kind === 'comment') {
      let last = first;
      while (lines[last + 1]?.kind === 'comment') last++;
      folds.push({ first, last, kind: 'comment' });
      first = last;
    } else if (lines[first]!.kind === 'option') {
      folds.push({ first, last: findLastContinuation(document, first, lines.length - 1), kind: 'value' });
    }
  }
  return folds.filter(({ first, last }) => last > first);
}

/** Lists the lines of each section, without the blank lines at its end and without the comment before the next section. */
function listSectionLines({ lines }: IniDocument): { readonly first: number; readonly last: number }[] {
  const heads = [...lines.keys()].filter((number) => lines[number]!.kind === 'section');
  return heads.map((first, i) => {
    const next = heads[i + 1];
    let last = (next ?? lines.length) - 1;
    if (next !== undefined) while (last > first && lines[last]!.kind === 'comment') last--;
    while (last > first && lines[last]!.kind === 'blank') last--;
    return { first, last };
  });
}

function findLastContinuation({ lines }: IniDocument, option: number, limit: number): number {
  let last = option;
  for (let number = option + 1; number <= limit; number++) {
    const { kind } = lines[number]!;
    if (kind === 'continuation') last = number;
    else if (kind !== 'blank' && kind !== 'comment') break;
  }
  return last;
}

function createLinesRange({ lines }: IniDocument, first: number, last: number): Range {
  return { start: { line: first, character: 0 }, end: { line: last, character: lines[last]!.text.length } };
}
