import {
  createRange,
  findOption,
  getSection,
  type IniAnalysis,
  type ModelFacts,
  type Position,
  type Range,
} from './analysis';
import { describeOption, describeSection } from './describe';
import { findPlace } from './place';

export interface Hover {
  /** Markdown. */
  readonly text: string;
  readonly range: Range;
}

/** Returns the description of the section or option at a position; undefined elsewhere. */
export function findHover({ document, file }: IniAnalysis, position: Position, facts: ModelFacts): Hover | undefined {
  const place = findPlace(document, position);
  if (!place) return undefined;
  const { start, end } = place.span;
  if (position.character < start || position.character > end || start === end) return undefined;
  const range = createRange(position.line, place.span);
  const line = document.lines[position.line]!;
  if (place.kind === 'section') {
    const name = line.text.slice(start, end);
    const options = getSection(file.table, name);
    return Object.keys(options).length === 0 ? undefined : { text: describeSection(name, options), range };
  }
  if (place.section === undefined) return undefined;
  const key = place.kind === 'value' ? place.key : line.text.slice(start, end).toLowerCase();
  const option = findOption(file, place.section, key);
  return option && { text: describeOption(option, place.section, key, facts), range };
}
