import { t } from '../../../shared/l10n';
import { button, element } from '../../page/element';
import type { FaceDetails } from '../contract';
import { formatKeys, listCommands, listMovements } from './reviewCommands';

/** The dialog with an enlarged face and its measures; the arrow keys go to the next face. */
export class FaceDialog {
  readonly element: HTMLDialogElement;
  readonly #picture = element('img', { class: 'full', alt: '' });
  readonly #facts = element('p', { class: 'description' });
  #url: string | undefined;

  /** @param step shows the face that is `by` faces further */
  constructor(step: (by: number) => void) {
    this.element = element(
      'dialog',
      { class: 'face', 'aria-label': t('Enlarge face') },
      this.#picture,
      this.#facts,
      button({ icon: 'arrow-left', title: t('Previous face') }, () => step(-1)),
      button({ icon: 'arrow-right', title: t('Next face') }, () => step(1)),
      createCloseButton(() => this.element.close()),
    );
    this.element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'ArrowRight') step(1);
      if (event.key === 'ArrowLeft') step(-1);
    });
    this.element.addEventListener('close', () => this.#show(undefined));
    this.#picture.addEventListener('error', () => {
      this.#picture.hidden = true;
      this.#facts.textContent += ` · ${t('not a readable image')}`;
    });
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  show(facts: FaceDetails, bytes: Uint8Array): void {
    this.#show(URL.createObjectURL(new Blob([bytes.slice()], { type: 'image/png' })));
    this.#picture.alt = facts.name;
    this.#facts.textContent = [facts.name, ...facts.measures].join(' · ');
    if (!this.element.open) this.element.showModal();
  }

  #show(url: string | undefined): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = url;
    this.#picture.hidden = false;
    if (url) this.#picture.src = url;
    else this.#picture.removeAttribute('src');
  }
}

function createCloseButton(close: () => void): HTMLButtonElement {
  return button({ icon: 'close', text: t('Close'), title: t('Close') }, close);
}

/** Creates the dialog with the keyboard shortcuts. */
export function createHelpDialog(): HTMLDialogElement {
  const row = (keys: string, meaning: string) =>
    element('tr', {}, element('td', {}, element('kbd', {}, keys)), element('td', {}, meaning));
  const commands = listCommands().map(({ keys, title }) => row(formatKeys(keys[0] ?? ''), title));
  const movements = listMovements().map(([keys, meaning]) => row(keys, meaning));
  const dialog = element(
    'dialog',
    { class: 'help', 'aria-label': t('Keyboard shortcuts') },
    element('h2', {}, t('Keyboard shortcuts')),
    element('table', {}, element('tbody', {}, ...movements, ...commands)),
    createCloseButton(() => dialog.close()),
  );
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  return dialog;
}
