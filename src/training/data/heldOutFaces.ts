import { basename, parse } from 'node:path';
import type { FaceHeader } from '../../facesets/facePng';
import type { HeldOutStretch } from './heldOutRecord';

/** With fewer faces to train on, none are held out. */
const leastTrained = 64;
/** Fewer say nothing, and more cost training more than they say. */
const [leastHeldOut, mostHeldOut] = [8, 400];
/** Films of which faces are held out: the largest. */
const maxFilms = 24;

/** A face of a training folder; the headers of very large sets are not all read. */
export interface ListedFace {
  readonly file: string;
  readonly header?: FaceHeader | undefined;
}

/** The faces of a side: those to train on, in their order, and those that are held out, in the order of their frames. */
export interface DividedFaces {
  readonly trained: readonly ListedFace[];
  readonly heldOut: readonly ListedFace[];
  readonly stretches: readonly HeldOutStretch[];
}

/**
 * Holds out the last `percent` of the faces of each film: neighbors in a film are twins, so single faces from its middle
 * would be learned with them. Where an earlier training has noted its stretches, the same are held out, whatever faces were
 * added since. None are held out where too few would be left to train on.
 */
export function holdOutFaces(
  faces: readonly ListedFace[],
  percent: number,
  earlier: readonly HeldOutStretch[] = [],
): DividedFaces {
  const placed = faces.map((face): PlacedFace => ({ face, ...findPlace(getFrameName(face)) })).sort(comparePlaces);
  const choices = percent > 0 ? [() => earlier, () => chooseStretches(placed, percent)] : [];
  for (const choose of choices) {
    const stretches = choose();
    const heldOut = selectStretches(placed, stretches);
    if (heldOut.length < leastHeldOut || faces.length - heldOut.length < leastTrained) continue;
    const out = new Set(heldOut);
    return { trained: faces.filter((face) => !out.has(face)), heldOut, stretches };
  }
  return { trained: faces, heldOut: [], stretches: [] };
}

/** A frame: the film that it is of, and its place there. */
interface FramePlace {
  readonly film: string;
  readonly frame: number;
  readonly name: string;
}

interface PlacedFace extends FramePlace {
  readonly face: ListedFace;
}

/** Returns the name of the frame of a face. Where its header was not read, that of its file says it: extract writes `<frame>_<face>.png`. */
function getFrameName({ file, header }: ListedFace): string {
  return parse(header?.source.sourceFilename ?? basename(file).replace(/_\d+\.png$/i, '.png')).name.normalize('NFC');
}

/** Reads film and frame from a name: `clip_000123` is frame 123 of `clip_`. Pictures without a number are like one film. */
function findPlace(name: string): FramePlace {
  const digits = /\d{1,15}$/.exec(name)?.[0];
  return digits === undefined
    ? { film: '', frame: 0, name }
    : { film: name.slice(0, -digits.length), frame: Number(digits), name };
}

function comparePlaces(a: FramePlace, b: FramePlace): number {
  return compareTexts(a.film, b.film) || a.frame - b.frame || compareTexts(a.name, b.name);
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Chooses the end of each film, such that all together have the wanted share: of short films only some. */
function chooseStretches(placed: readonly PlacedFace[], percent: number): HeldOutStretch[] {
  const films = groupByFilm(placed);
  const largest = films.sort((a, b) => b.length - a.length || comparePlaces(a[0]!, b[0]!)).slice(0, maxFilms);
  const available = largest.reduce((sum, film) => sum + film.length, 0);
  const wanted = Math.min(mostHeldOut, Math.max(leastHeldOut, (placed.length * percent) / 100));
  const stretches: HeldOutStretch[] = [];
  let [passed, chosen] = [0, 0];
  for (const film of largest) {
    passed += film.length;
    const count = Math.min(film.length, Math.round((wanted * passed) / available) - chosen);
    chosen += count;
    if (count > 0) stretches.push({ from: film[film.length - count]!.name, to: film.at(-1)!.name });
  }
  return stretches;
}

/** @param placed in the order of films and frames */
function groupByFilm(placed: readonly PlacedFace[]): PlacedFace[][] {
  const films = new Map<string, PlacedFace[]>();
  for (const face of placed) {
    const known = films.get(face.film);
    if (known) known.push(face);
    else films.set(face.film, [face]);
  }
  return [...films.values()];
}

/** Returns the faces in the stretches, by film and frame. All faces of a frame are on the same side of a border. */
function selectStretches(placed: readonly PlacedFace[], stretches: readonly HeldOutStretch[]): ListedFace[] {
  const places = stretches.map(({ from, to }) => [findPlace(from), findPlace(to)] as const);
  const byFilm = new Map(places.map((ends) => [ends[0].film, ends]));
  const isInside = (place: PlacedFace) => {
    const ends = byFilm.get(place.film);
    return ends !== undefined && comparePlaces(place, ends[0]) >= 0 && comparePlaces(place, ends[1]) <= 0;
  };
  return placed.filter(isInside).map(({ face }) => face);
}
