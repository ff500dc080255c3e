import { parse } from 'node:path';
import type { Alignments } from '../alignments';
import type { FaceRecord } from '../faceRecord';

/** A face within a frame, as the header of its PNG identifies it. */
export interface FrameFace {
  /** Key of the frame in the alignments. */
  readonly frame: string;
  readonly index: number;
}

/** A face that is restored, with its former record. */
export interface ReturningFace extends FrameFace {
  readonly record: FaceRecord;
}

export interface AlignmentsChange {
  readonly alignments: Alignments;
  /** The new number of each former face of a changed frame, undefined for a removed face. */
  readonly renumbered: ReadonlyMap<string, readonly (number | undefined)[]>;
  /** The new number of each restored face, in the order of the input. */
  readonly returned: readonly number[];
}

/** Finds the keys of frames in `alignments`; older versions of the format have other extensions for frames of videos. */
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
 * Removes faces from `alignments` and restores others; frames keep their entries. A restored face gets its former number,
 * so that undoing removals in reverse order restores the former order. Frames must be keys of the alignments.
 */
export function changeAlignments(
  alignments: Alignments,
  leaving: readonly FrameFace[],
  returning: readonly ReturningFace[],
): AlignmentsChange {
  const frames = new Map(alignments.frames);
  const renumbered = new Map<string, (number | undefined)[]>();
  const returned = new Array<number>(returning.length).fill(0);
  const leavingByFrame = groupBy(leaving, ({ frame }) => frame);
  const returningByFrame = groupBy(
    returning.map((face, order) => ({ ...face, order })),
    ({ frame }) => frame,
  );
  for (const key of new Set([...leavingByFrame.keys(), ...returningByFrame.keys()])) {
    const frame = frames.get(key)!;
    const gone = new Set(leavingByFrame.get(key)?.map(({ index }) => index));
    const numbered: Numbered[] = frame.faces.map((record, index) => ({ record, index }));
    const faces = numbered.filter((_, index) => !gone.has(index));
    const back = [...(returningByFrame.get(key) ?? [])].sort((a, b) => a.index - b.index);
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
  /** Its former number. */
  readonly index?: number;
  /** Its index among the restored faces. */
  readonly order?: number;
}

export function groupBy<T, K>(items: readonly T[], getKey: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(getKey(item));
    if (group) group.push(item);
    else groups.set(getKey(item), [item]);
  }
  return groups;
}
