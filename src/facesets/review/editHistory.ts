import type { Edit, ReviewState } from './reviewState';

/** A face file that was moved; both paths are relative to the folder of the faces, with slashes. */
export interface MovedFace {
  readonly face: number;
  readonly from: string;
  readonly to: string;
}

/** One step that can be undone: edits of the state, or their application to the files. */
export type Step = { readonly edits: readonly Edit[] } | { readonly moved: readonly MovedFace[] };

interface DoneStep {
  readonly step: Step;
  readonly inverse: readonly Edit[];
}

/** The steps that changed a state, and the undone steps that can be redone. */
export class EditHistory {
  readonly #done: DoneStep[] = [];
  readonly #undone: Step[] = [];

  constructor(readonly state: ReviewState) {}

  /** The step that undo would undo. */
  get lastStep(): Step | undefined {
    return this.#done.at(-1)?.step;
  }

  /** The step that redo would repeat. */
  get nextStep(): Step | undefined {
    return this.#undone.at(-1);
  }

  /** Does a new step and forgets the undone ones; returns whether anything changed. @throws RangeError */
  do(step: Step): boolean {
    const inverse = this.#carryOut(step);
    if ('edits' in step && inverse.length === 0) return false;
    this.#done.push({ step, inverse });
    this.#undone.length = 0;
    return true;
  }

  undo(): Step | undefined {
    const last = this.#done.pop();
    if (!last) return undefined;
    this.state.applyEdits(last.inverse);
    this.#undone.push(last.step);
    return last.step;
  }

  redo(): Step | undefined {
    const next = this.#undone.pop();
    if (!next) return undefined;
    this.#done.push({ step: next, inverse: this.#carryOut(next) });
    return next;
  }

  #carryOut(step: Step): Edit[] {
    return 'edits' in step ? this.state.applyEdits(step.edits) : [];
  }
}
