import { t } from '../../src/shared/l10n';
import type { FaceFacts } from '../../src/shared/panels/reviewContract';
import { commandTable, movementTable, shownKeys } from './commands';
import { button, element } from './element';

/** A face in full, with what was measured of it; the arrow keys go on to the next. */
export class FaceDialog {
  readonly element: HTMLDialogElement;
  readonly #picture = element('img', { className: 'full', alt: '' });
  readonly #facts = element('p', { className: 'description' });
  #url: string | undefined;

  /** `step` moves on by so many faces and shows the one that it comes to. */
  constructor(step: (by: number) => void) {
    this.element = element(
      'dialog',
      { className: 'face' },
      this.#picture,
      this.#facts,
      button('close', t('Close'), () => this.element.close()),
    );
    this.element.setAttribute('aria-label', t('See the face in full'));
    this.element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'ArrowRight') step(1);
      if (event.key === 'ArrowLeft') step(-1);
    });
    this.element.addEventListener('close', () => this.#show(undefined));
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  show(facts: FaceFacts, bytes: Uint8Array): void {
    this.#show(URL.createObjectURL(new Blob([bytes.slice()], { type: 'image/png' })));
    this.#picture.alt = facts.name;
    this.#facts.textContent = factsInWords(facts).join(' · ');
    if (!this.element.open) this.element.showModal();
  }

  #show(url: string | undefined): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = url;
    if (url) this.#picture.src = url;
    else this.#picture.removeAttribute('src');
  }
}

function factsInWords({ name, size, yaw, sharpness }: FaceFacts): string[] {
  return [
    name,
    ...(size === undefined ? [] : [t('{0} px wide', Math.round(size))]),
    ...(yaw === undefined ? [] : [t('turned by {0}°', Math.round(yaw))]),
    ...(sharpness === undefined ? [] : [t('sharpness {0}', sharpness.toFixed(1))]),
  ];
}

/** The keys and what they do. */
export function helpDialog(): HTMLDialogElement {
  const row = (keys: string, meaning: string) =>
    element(
      'tr',
      {},
      element('td', {}, element('kbd', { textContent: keys })),
      element('td', { textContent: meaning }),
    );
  const commands = commandTable().map(({ keys, title }) => row(shownKeys(keys[0] ?? ''), title));
  const movements = movementTable().map(([keys, meaning]) => row(keys, meaning));
  const dialog = element(
    'dialog',
    { className: 'help' },
    element('h2', { textContent: t('Keys') }),
    element('table', {}, element('tbody', {}, ...movements, ...commands)),
    button('close', t('Close'), () => dialog.close()),
  );
  dialog.setAttribute('aria-label', t('Keys'));
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  return dialog;
}
