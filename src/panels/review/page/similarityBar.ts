import { t } from '../../../shared/l10n';
import { button, element } from '../../page/element';

export interface SimilarFaces {
  /** The most similar faces first. */
  readonly faces: Uint32Array;
  readonly likeness: Float32Array;
  readonly samePerson: number;
}

/**
 * Selects faces that are similar to others. A slider sets the threshold; it starts where it is most likely the same
 * person.
 */
export class SimilarityBar {
  readonly element: HTMLElement;
  readonly #slider: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #select: (faces: Uint32Array) => number;
  #likeness: SimilarFaces | undefined;

  /** @param select selects faces and returns how many are shown; `done` is called when the bar has closed */
  constructor(select: (faces: Uint32Array) => number, done: () => void) {
    this.#select = select;
    this.#slider = element('input', { type: 'range', min: 0, max: 1, step: 0.005 });
    this.#slider.addEventListener('input', () => this.#selectSimilar());
    this.#count = element('span', { class: 'description' });
    const close = () => {
      this.element.hidden = true;
      done();
    };
    this.element = element(
      'div',
      { class: 'like', role: 'group', 'aria-label': t('Select similar faces'), hidden: true },
      element('label', {}, t('Similarity'), this.#slider),
      this.#count,
      button({ icon: 'check', text: t('Done'), title: t('Done') }, close),
    );
    this.element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.isComposing || (event.key !== 'Escape' && event.key !== 'Enter')) return;
      event.preventDefault();
      close();
    });
  }

  show(likeness: SimilarFaces): void {
    this.#likeness = likeness;
    const least = likeness.likeness.at(-1) ?? 0;
    // The useful part of the scale is around the threshold.
    this.#slider.min = String(Math.max(least, likeness.samePerson - 2 * (1 - likeness.samePerson)).toFixed(3));
    this.#slider.value = String(likeness.samePerson);
    this.element.hidden = false;
    this.#slider.focus();
    this.#selectSimilar();
  }

  #selectSimilar(): void {
    if (!this.#likeness) return;
    const { faces, likeness } = this.#likeness;
    const threshold = Number(this.#slider.value);
    const end = likeness.findIndex((value) => value < threshold);
    const count = this.#select(end < 0 ? faces : faces.subarray(0, Math.max(1, end)));
    this.#count.textContent = t('{0} selected', count.toLocaleString(document.documentElement.lang));
    this.#slider.setAttribute('aria-valuetext', `${Math.round(threshold * 100)} %, ${this.#count.textContent}`);
  }
}
