import { parse } from 'node:path';
import type { Alignments } from '../alignments';
import type { FaceRecord } from '../faceRecord';

/** The face of a frame that a PNG shows, as its header tells. */
export interface FrameFace {
  /** Key of the frame in the alignments. */
  readonly frame: string;
  readonly index: number;
}

/** A face that comes back, with the record that it had. */
export interface ReturningFace extends FrameFace {
  readonly record: FaceRecord;
}

export interface AlignmentsChange {
  readonly alignments: Alignments;
  /** By frame: the new number of each face that was in it, undefined for one that left; frames that stay as they are lack. */
  readonly renumbered: ReadonlyMap<string, readonly (number | undefined)[]>;
  /** The number that each returning face got, in the order in which they were given. */
  readonly returned: readonly number[];
}

/** The key under which `alignments` hold the frame, in older versions of the format with another extension for videos. */
export class FrameKeys {
  readonly #byStem = new Map<string, string>();
  readonly #alignments: Alignments;

  constructor(alignments: Alignments) {
    this.#alignments = alignments;
    for (const key of alignments.frames.keys()) this.#byStem.set(parse(key).name, key);
  }

  find(frame: string): string | undefined {
    return this.#alignments.frames.has(frame) ? frame : this.#byStem.get(parse(frame).name);
  }
}

/**
 * Takes faces out of `alignments` and puts others back in; frames keep their entry. A face that comes back gets the
 * number it had, so that what was taken out last and comes back first stands where it was. Frames must be the keys that
 * the alignments have.
 */
export function changeAlignments(
  alignments: Alignments,
  leaving: readonly FrameFace[],
  returning: readonly ReturningFace[],
): AlignmentsChange {
  const frames = new Map(alignments.frames);
  const renumbered = new Map<string, (number | undefined)[]>();
  const returned = new Array<number>(returning.length).fill(0);
  const leavingOf = groupedBy(leaving, ({ frame }) => frame);
  const returningOf = groupedBy(
    returning.map((face, order) => ({ ...face, order })),
    ({ frame }) => frame,
  );
  for (const key of new Set([...leavingOf.keys(), ...returningOf.keys()])) {
    const frame = frames.get(key)!;
    const gone = new Set(leavingOf.get(key)?.map(({ index }) => index));
    const numbered: Numbered[] = frame.faces.map((record, index) => ({ record, index }));
    const faces = numbered.filter((_, index) => !gone.has(index));
    const back = [...(returningOf.get(key) ?? [])].sort((a, b) => a.index - b.index);
    for (const { record, index, order } of back) faces.splice(Math.min(index, faces.length), 0, { record, order });
    const numbers = new Array<number | undefined>(frame.faces.length).fill(undefined);
    faces.forEach(({ index, order }, number) => {
      if (index !== undefined) numbers[index] = number;
      if (order !== undefined) returned[order] = number;
    });
    renumbered.set(key, numbers);
    frames.set(key, { ...frame, faces: faces.map(({ record }) => record) });
  }
  return { alignments: { ...alignments, frames }, renumbered, returned };
}

interface Numbered {
  readonly record: FaceRecord;
  /** The number it had. */
  readonly index?: number;
  /** Its place among those that come back. */
  readonly order?: number;
}

export function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
