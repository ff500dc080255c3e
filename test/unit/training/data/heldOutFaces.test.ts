import { describe, expect, it } from 'vitest';
import { holdOutFaces, type ListedFace } from '../../../../src/training/data/heldOutFaces';
import { createFrontalHeader } from '../../../support/training/syntheticFaces';

/** Faces of the frames of a film, as extract names them. */
function listFilm(film: string, count: number, first = 1): ListedFace[] {
  return Array.from({ length: count }, (_, i) => {
    const stem = `${film}_${String(first + i).padStart(6, '0')}`;
    const header = createFrontalHeader();
    return {
      file: `/faces/${stem}_0.png`,
      header: { ...header, source: { ...header.source, sourceFilename: `${stem}.png` } },
    };
  });
}

const names = (faces: readonly ListedFace[]) => faces.map(({ file }) => file);

describe('held-out faces', () => {
  it('are the end of each film, and are not trained on', () => {
    const faces = [...listFilm('one', 300), ...listFilm('two', 100)];
    const { trained, heldOut, stretches } = holdOutFaces(faces, 5);
    expect(names(heldOut)).toEqual([...names(listFilm('one', 15, 286)), ...names(listFilm('two', 5, 96))]);
    expect(stretches).toEqual([
      { from: 'one_000286', to: 'one_000300' },
      { from: 'two_000096', to: 'two_000100' },
    ]);
    expect(names(trained)).toEqual(names(faces).filter((name) => !names(heldOut).includes(name)));
  });

  it('stay the same when faces were added or removed, also in their own part of the film', () => {
    const film = listFilm('one', 300);
    const { heldOut, stretches } = holdOutFaces(
      film.filter((_, i) => i !== 290),
      5,
    );
    expect(heldOut).toHaveLength(15);
    const later = holdOutFaces([...listFilm('a new one', 900), ...film, ...listFilm('one', 50, 301)], 5, stretches);
    expect(names(later.heldOut)).toEqual(names(listFilm('one', 16, 285)));
    expect(later.stretches).toEqual(stretches);
  });

  it('are others when the faces are of other films', () => {
    const { stretches } = holdOutFaces(listFilm('one', 300), 5);
    expect(names(holdOutFaces(listFilm('two', 300), 5, stretches).heldOut)).toEqual(names(listFilm('two', 15, 286)));
  });

  it('are at least 8 and at most 400, and none where fewer than 64 would be left', () => {
    const count = (faces: readonly ListedFace[], percent = 5) => holdOutFaces(faces, percent).heldOut.length;
    expect(count(listFilm('one', 72))).toBe(8);
    expect(count(listFilm('one', 71))).toBe(0);
    const many = Array.from({ length: 20_000 }, (_, i): ListedFace => ({ file: `/faces/one_${i}_0.png` }));
    expect(count(many)).toBe(400);
    expect(count(many, 0)).toBe(0);
    const photos = Array.from(
      { length: 200 },
      (_, i): ListedFace => ({ file: `/faces/${String.fromCharCode(97 + (i % 26))}${i}x_0.png` }),
    );
    expect(count(photos)).toBe(10);
    expect(count(Array.from({ length: 100 }, (_, i) => listFilm(`film${i}x`, 6)).flat())).toBeGreaterThan(20);
  });

  it('keep all faces of a frame together, and place faces whose headers were not read by their names', () => {
    const pairs = listFilm('one', 300).flatMap((face) => [face, { file: face.file.replace('_0.png', '_1.png') }]);
    const { heldOut } = holdOutFaces(pairs, 5);
    const frames = names(heldOut).map((name) => name.slice(0, -6));
    expect(frames.filter((frame) => frames.filter((other) => other === frame).length !== 2)).toEqual([]);
    expect(heldOut).toHaveLength(30);
  });
});
