import * as v from 'valibot';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const column = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5));

/**
 * The view options that the user has chosen, kept while the page is hidden. Invalid values fall back to the defaults.
 */
const schema = v.object({
  /** Which region of each face is shown. */
  region: v.fallback(v.picklist(['face', 'eyes', 'mouth', 'both']), 'face'),
  mode: v.fallback(v.picklist(['all', 'one']), 'all'),
  /** The size of a face in the grid, in pixels; null for the size that fits. */
  size: v.fallback(v.nullable(v.pipe(v.number(), v.minValue(48), v.maxValue(512))), null),
  face: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  before: v.fallback(column, 0),
  after: v.fallback(column, 2),
  /** Whether the left side shows the first picture of the history. */
  fromStart: v.fallback(v.boolean(), false),
  split: v.fallback(share, 0.5),
  logScale: v.fallback(v.boolean(), false),
  smoothing: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0.6),
  axis: v.fallback(v.picklist(['iterations', 'hours']), 'iterations'),
  losses: v.fallback(v.array(v.string()), ['loss_a', 'loss_b']),
  runs: v.fallback(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.maxLength(8)), [0]),
  table: v.fallback(v.boolean(), false),
  /** Which of the measured figures are shown. */
  figures: v.fallback(v.picklist(['identity', 'expression', 'detail', 'reconstruction']), 'identity'),
  figureTable: v.fallback(v.boolean(), false),
});

export type ViewOptions = v.InferOutput<typeof schema>;

/** Holds the view options, and calls listeners when one changes. */
export class ViewState {
  #view: ViewOptions;
  readonly #remember: (view: ViewOptions) => void;
  readonly #listeners: ((changed: ReadonlySet<keyof ViewOptions>) => void)[] = [];

  constructor(memory: unknown, remember: (view: ViewOptions) => void) {
    this.#view = v.parse(schema, typeof memory === 'object' && memory !== null ? memory : {});
    this.#remember = remember;
  }

  get view(): ViewOptions {
    return this.#view;
  }

  set(changes: Partial<ViewOptions>): void {
    this.#view = { ...this.#view, ...changes };
    this.#remember(this.#view);
    const changed = new Set(Object.keys(changes) as (keyof ViewOptions)[]);
    for (const listener of this.#listeners) listener(changed);
  }

  /** Calls `listener` when one of these options changes. */
  on(keys: readonly (keyof ViewOptions)[], listener: () => void): void {
    this.#listeners.push((changed) => {
      if (keys.some((key) => changed.has(key))) listener();
    });
  }
}
