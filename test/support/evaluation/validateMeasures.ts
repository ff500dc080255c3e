import { defaultCompositeSettings } from '../../../src/conversion/compositeGraph';
import { matchFacesToSource } from '../../../src/conversion/sourceFaces';
import { openFaceObserver } from '../../../src/evaluation/faceObserver';
import type { FacePair } from '../../../src/evaluation/facePair';
import { type DegradationName, degradationNames } from '../../../src/evaluation/measures/degradations';
import type { SwapMeasure } from '../../../src/evaluation/measures/measure';
import { type SwapMeasureName, swapMeasures } from '../../../src/evaluation/measures/swapMeasures';
import {
  type FaceValues,
  measureFacePair,
  type SwapFigures,
  summarizeValues,
} from '../../../src/evaluation/swapFigures';
import type { Landmarks } from '../../../src/faces/landmarks';
import { transformPoints } from '../../../src/faces/matrix3';
import { fitSimilarity } from '../../../src/faces/similarity';
import { readAlignments } from '../../../src/facesets/alignments';
import type { Image } from '../../../src/media/frames';
import { openFrames } from '../../../src/media/openFrames';
import type { JobContext } from '../../../src/shared/jobEvents';
import { openCeiling, wholeSize } from '../../../src/stages/evaluate/ceiling';
import { readPerson } from '../../../src/stages/evaluate/people';
import { type Damage, damages, matchMeans, type SwapLayers, strengths } from './swapDamages';

const job: JobContext = { signal: new AbortController().signal, emit: () => undefined };

/** A film of A, and the faces of both people. */
export interface SwapPair {
  readonly input: string;
  readonly alignments: string;
  readonly facesA: string;
  readonly facesB: string;
  /** The frames to use, from `first` on. */
  readonly first: number;
  readonly count: number;
}

/** The overall values of a swap with each damage at each strength. */
export type DamagedFigures = Readonly<Partial<Record<DegradationName, readonly SwapFigures[]>>>;

/** Returns landmarks between a face and another one that is laid onto it. @param share 0: those of `face`; 1: of `other` */
function blendShapes(face: Landmarks, other: Landmarks, share: number): Landmarks {
  const laid = transformPoints(fitSimilarity(other.subarray(34), face.subarray(34)), other);
  return face.map((value, i) => value + share * (laid[i]! - value));
}

/** Lays B's own faces onto A, damages the result in each way and strength, and measures all. */
export async function measureDamages(
  pair: SwapPair,
  names: readonly DegradationName[] = degradationNames,
): Promise<DamagedFigures> {
  const source = await openFrames(pair.input);
  const faces = matchFacesToSource(await readAlignments(pair.alignments), pair.alignments, source);
  const observer = await openFaceObserver();
  const people = {
    a: await readPerson(pair.facesA, observer.recognizer, job),
    b: await readPerson(pair.facesB, observer.recognizer, job),
  };
  const framing = { centering: 'face', coverage: 1, verticalOffset: 0 } as const;
  const options = { size: wholeSize, framing, mask: 'none', settings: defaultCompositeSettings } as const;
  const ofB = openCeiling(people.b.faces, options);
  const ofA = openCeiling(people.a.faces, options);
  const identities = { a: people.a.identity, b: people.b.identity };
  const positions = faces.positions.slice(pair.first, pair.first + pair.count);
  const frames: SwapLayers[] = [];
  for await (const frame of source.frames(undefined, positions)) {
    const [landmarks] = faces.getFaces(frame.name);
    const drawn = landmarks && (await ofB.draw(frame, landmarks));
    if (!drawn) continue;
    const index = frames.length;
    const painted = matchMeans(frame, drawn, landmarks);
    const paintedStill = async (strength: number): Promise<Image> => {
      const like = blendShapes(landmarks, frames[0]?.landmarks ?? landmarks, strength / 5);
      return (await ofA.draw(frame, landmarks, like)) ?? frame;
    };
    frames.push({ index, source: frame, painted, paintedStill, landmarks });
  }
  const sources: FacePair[] = [];
  const measureClip = async (damage: Damage, strength: number) => {
    const values: FaceValues[] = [];
    let before: readonly FacePair[] = [];
    for (const layers of frames) {
      const result = await damage(layers, strength);
      const known = sources[layers.index];
      const face = await (known
        ? observer.observeOther(known, result)
        : observer.observePair(layers.source, result, layers.landmarks));
      sources[layers.index] ??= face;
      values.push(measureFacePair(face, { identities, before }));
      before = [...before, face].slice(-2);
    }
    return summarizeValues(values);
  };
  const figures: [DegradationName, SwapFigures[]][] = [];
  for (const name of names) {
    const row: SwapFigures[] = [];
    for (const strength of strengths) row.push(await measureClip(damages[name], strength));
    figures.push([name, row]);
  }
  for (const part of [ofA, ofB, observer]) await part.release();
  return Object.fromEntries(figures);
}

/** How a measure answers to a damage. */
export interface MeasureAnswer {
  readonly measure: SwapMeasureName;
  readonly damage: DegradationName;
  /** Overall values by strength. */
  readonly values: readonly (number | undefined)[];
  /** Of a measure that must see it: the pairs of strengths in the right order, of how many. */
  readonly ordered?: readonly [right: number, all: number];
  /** Of a measure that must not: the change at the strongest, as a share of the most that a seen damage makes. */
  readonly drift?: number;
}

const all: readonly (SwapMeasure & { readonly name: SwapMeasureName })[] = swapMeasures;

/** Judges all measures by the records of what they see and ignore, as far as such damages were made. */
export function judgeMeasures(figures: DamagedFigures): MeasureAnswer[] {
  const made = degradationNames.filter((damage) => figures[damage]);
  return all.flatMap(({ name, sees, ignores, better }) => {
    const read = (damage: DegradationName) => figures[damage]!.map((values) => values[name]);
    const measureChange = (values: readonly (number | undefined)[]) =>
      Math.max(...values.map((value) => Math.abs((value ?? 0) - (values[0] ?? 0))));
    const reach = Math.max(...made.map((damage) => measureChange(read(damage))));
    return made.flatMap((damage): MeasureAnswer[] => {
      const values = read(damage);
      if (sees.some((seen) => seen === damage))
        return [{ measure: name, damage, values, ordered: countOrdered(values, better) }];
      if (ignores.some((ignored) => ignored === damage))
        return [{ measure: name, damage, values, drift: reach > 0 ? measureChange(values) / reach : 0 }];
      return [];
    });
  });
}

function countOrdered(values: readonly (number | undefined)[], better: 'higher' | 'lower'): [number, number] {
  const known = values.filter((value) => value !== undefined);
  let [right, count] = [0, 0];
  for (let i = 0; i < known.length; i++)
    for (let j = i + 1; j < known.length; j++) {
      count++;
      if (better === 'higher' ? known[i]! > known[j]! : known[i]! < known[j]!) right++;
    }
  return [right, count];
}
