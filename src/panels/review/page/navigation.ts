import type { GridLayout } from './gridLayout';

const arrows = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];

/** Keys that move the cursor among the faces. */
export const movements: ReadonlySet<string> = new Set([...arrows, 'PageDown', 'PageUp', 'Home', 'End', '[', ']']);

/** Where a key of movement takes the cursor; `page` rows of faces are a window. */
export function targetOf(key: string, cursor: number, layout: GridLayout, page: number): number {
  const section = layout.sectionOf(cursor);
  const first = layout.firstOf(section);
  switch (key) {
    case 'ArrowRight':
      return cursor + 1;
    case 'ArrowLeft':
      return cursor - 1;
    case 'ArrowDown':
      return layout.vertically(cursor, 1);
    case 'ArrowUp':
      return layout.vertically(cursor, -1);
    case 'PageDown':
      return layout.vertically(cursor, page);
    case 'PageUp':
      return layout.vertically(cursor, -page);
    case 'Home':
      return first;
    case 'End':
      return first + (layout.sections[section]?.faces ?? 1) - 1;
    case ']':
      return layout.firstOf(Math.min(section + 1, layout.sections.length - 1));
    case '[':
      return layout.firstOf(cursor > first ? section : Math.max(0, section - 1));
    default:
      return cursor;
  }
}
