import { t } from '../../../shared/l10n';
import type { Box, PreviewRecord } from '../../../shared/previewRecord';
import { element } from '../../page/element';
import { computeSize, type Region, showPatch } from './previewPatches';

/** The two pictures of a face that are compared. */
export interface ComparedPair {
  readonly record: PreviewRecord;
  readonly row: number;
  /** The columns of the sheet that are shown left and right of the divider. */
  readonly before: number;
  readonly after: number;
  /** Whether the left picture is from the sheet `--sheet-before`. */
  readonly isBeforeOld: boolean;
}

interface ShownComparison {
  readonly pair: ComparedPair;
  /** The part of the face that is shown without zoom. */
  readonly home: Box;
  /** The position of the divider, from 0 (left) to 1. */
  readonly split: number;
  readonly width: number;
}

const zoomStep = 1.25;
const maxZoom = 12;
/** How near to the divider a drag moves it, as a share of the width. */
const dividerReach = 0.04;

/**
 * Shows one face before and after, on the two sides of a divider that can be dragged. The wheel, + and - zoom,
 * dragging and the arrow keys pan, and 0 shows all of it.
 */
export class FaceComparison {
  readonly root: HTMLElement;
  readonly #region: Region;
  readonly #onSplit: (split: number) => void;
  readonly #before = element('div', { class: 'patch before' });
  readonly #after = element('div', { class: 'patch after' });
  readonly #divider = element('div', { class: 'divider' });
  #shown: ShownComparison | undefined;
  #zoom = 1;
  /** The center of the view, from 0 to 1 of the part that is shown without zoom. */
  #x = 0.5;
  #y = 0.5;

  constructor(region: Region, onSplit: (split: number) => void) {
    this.#region = region;
    this.#onSplit = onSplit;
    const label = t('One face. Plus and minus zoom, arrow keys pan, 0 shows the whole face.');
    const attributes = { class: 'stage', tabindex: '0', role: 'img', 'aria-label': label };
    this.root = element('div', attributes, this.#before, this.#after, this.#divider);
    this.root.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.root.addEventListener('keydown', (event) => this.#onKey(event));
    this.root.addEventListener('pointerdown', (event) => this.#onPointer(event));
  }

  show(shown: ShownComparison): void {
    this.#shown = shown;
    this.#draw();
  }

  #draw(): void {
    if (!this.#shown) return;
    const { pair, home, split, width } = this.#shown;
    const size = computeSize(this.#region, width);
    const half = 0.5 / this.#zoom;
    this.#x = clamp(this.#x, half, 1 - half);
    this.#y = clamp(this.#y, half, 1 - half);
    const box = {
      x: home.x + (this.#x - half) * home.width,
      y: home.y + (this.#y - half) * home.height,
      width: home.width / this.#zoom,
      height: home.height / this.#zoom,
    };
    this.root.style.width = `${size.width}px`;
    this.root.style.height = `${size.height}px`;
    showPatch(this.#before, pair.record, { row: pair.row, column: pair.before, box }, size);
    showPatch(this.#after, pair.record, { row: pair.row, column: pair.after, box }, size);
    this.#before.classList.toggle('old', pair.isBeforeOld);
    this.#after.style.clipPath = `inset(0 0 0 ${100 * split}%)`;
    this.#divider.style.left = `${100 * split}%`;
  }

  /** Zooms; the point at these shares of the width and height stays where it is. */
  #zoomAt(factor: number, atX = 0.5, atY = 0.5): void {
    const next = clamp(this.#zoom * factor, 1, maxZoom);
    this.#x += (atX - 0.5) * (1 / this.#zoom - 1 / next);
    this.#y += (atY - 0.5) * (1 / this.#zoom - 1 / next);
    this.#zoom = next;
    this.#draw();
  }

  #moveBy(shareX: number, shareY: number): void {
    this.#x += shareX / this.#zoom;
    this.#y += shareY / this.#zoom;
    this.#draw();
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const { left, top, width, height } = this.root.getBoundingClientRect();
    const factor = event.deltaY < 0 ? zoomStep : 1 / zoomStep;
    this.#zoomAt(factor, (event.clientX - left) / width, (event.clientY - top) / height);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => this.#zoomAt(zoomStep),
      '=': () => this.#zoomAt(zoomStep),
      '-': () => this.#zoomAt(1 / zoomStep),
      '0': () => this.#zoomAt(0),
      ArrowLeft: () => this.#moveBy(-0.1, 0),
      ArrowRight: () => this.#moveBy(0.1, 0),
      ArrowUp: () => this.#moveBy(0, -0.1),
      ArrowDown: () => this.#moveBy(0, 0.1),
    };
    if (!actions[event.key]) return;
    actions[event.key]!();
    event.preventDefault();
  }

  /** Starts a drag, which moves the divider; in a zoomed view it pans unless it starts near the divider. */
  #onPointer(event: PointerEvent): void {
    const { left, width, height } = this.root.getBoundingClientRect();
    const computeShare = ({ clientX }: PointerEvent) => clamp((clientX - left) / width, 0, 1);
    const movesDivider = this.#zoom === 1 || Math.abs(computeShare(event) - (this.#shown?.split ?? 0)) < dividerReach;
    const move = (moved: PointerEvent) => {
      if (movesDivider) this.#onSplit(computeShare(moved));
      else this.#moveBy(-moved.movementX / width, -moved.movementY / height);
    };
    this.root.setPointerCapture(event.pointerId);
    if (movesDivider) move(event);
    this.root.addEventListener('pointermove', move);
    const stopMoving = () => this.root.removeEventListener('pointermove', move);
    this.root.addEventListener('lostpointercapture', stopMoving, { once: true });
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
