import type { Edit, ReviewState } from './reviewState';

/** A face file that went from one place to another; both relative to the folder of the faces, with slashes. */
export interface MovedFace {
  readonly face: number;
  readonly from: string;
  readonly to: string;
}

/** One thing that was done and can be undone: edits in the model, or their application to the files. */
export type Step = { readonly edits: readonly Edit[] } | { readonly moved: readonly MovedFace[] };

interface DoneStep {
  readonly step: Step;
  readonly inverse: readonly Edit[];
}

/** What was done to a state, and what was undone and could be done again. */
export class EditHistory {
  readonly #done: DoneStep[] = [];
  readonly #undone: Step[] = [];

  constructor(readonly state: ReviewState) {}

  /** The step that undo would take back. */
  get lastStep(): Step | undefined {
    return this.#done.at(-1)?.step;
  }

  /** The step that redo would do. */
  get nextStep(): Step | undefined {
    return this.#undone.at(-1);
  }

  /** Does a new step; what was undone before is forgotten. Gives whether anything changed. @throws RangeError */
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
