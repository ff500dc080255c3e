import { describe, expect, test } from 'vitest';
import { GridLayout, type GridMeasures } from '../../../../src/panels/review/page/gridLayout';
import { Random } from '../../../../src/tensor/random';

const measures: GridMeasures = { width: 412, cell: 100, gap: 4, head: 30 };

/** Lays out every row one below the other, as a reference for the layout. */
function layOutRowsOneByOne(counts: readonly number[], { width, cell, gap, head }: GridMeasures) {
  const columns = Math.max(1, Math.floor((width + gap) / (cell + gap)));
  let [top, position] = [0, 0];
  return counts.flatMap((faces, section) => {
    const rows: { section: number; top: number; first?: number; end?: number }[] = [{ section, top }];
    top += head;
    for (let left = faces; left > 0; left -= columns) {
      const end = position + Math.min(left, columns);
      rows.push({ section, top, first: position, end });
      position = end;
      top += cell + gap;
    }
    return rows;
  });
}

describe('the layout of the grid', () => {
  test('places every row where laying out the rows one after the other places it', () => {
    const random = new Random(3);
    for (let round = 0; round < 200; round++) {
      const counts = Array.from({ length: 1 + random.integer(5) }, () => 1 + random.integer(20));
      const shape = { ...measures, width: 50 + random.integer(600) };
      const layout = new GridLayout(
        counts.map((faces, cluster) => ({ cluster, name: '', faces })),
        shape,
      );
      const expected = layOutRowsOneByOne(counts, shape);
      expect(layout.rowCount).toBe(expected.length);
      for (const [number, row] of expected.entries()) {
        expect(layout.getRow(number)).toMatchObject(row);
        expect(layout.findRowAt(row.top + 1)).toBe(number);
        for (let position = row.first ?? 0; position < (row.end ?? 0); position++) {
          expect(layout.getRowNumber(position)).toBe(number);
          expect(layout.getColumn(position)).toBe(position - row.first!);
          expect(layout.getSection(position)).toBe(row.section);
        }
      }
      expect(layout.findRowAt(layout.height + 1000)).toBe(expected.length - 1);
      expect(layout.findRowAt(-5)).toBe(0);
    }
  });

  test('moves up and down across the headings of clusters, to the last face of a shorter row', () => {
    const layout = new GridLayout(
      [
        { cluster: 0, name: 'a', faces: 6 },
        { cluster: 1, name: 'b', faces: 2 },
      ],
      measures,
    );
    expect(layout.columns).toBe(4);
    expect(layout.moveVertically(3, 1)).toBe(5);
    expect(layout.moveVertically(5, 1)).toBe(7);
    expect(layout.moveVertically(7, -1)).toBe(5);
    expect(layout.moveVertically(7, 5)).toBe(7);
    expect(layout.moveVertically(1, -3)).toBe(1);
  });
});
