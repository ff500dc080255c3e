import { t } from '../../src/shared/l10n';
import type { Box, PreviewRecord } from '../../src/shared/previewRecord';
import { element } from '../common/element';
import { type Region, showPatch, sizeOf } from './patch';

/** The two pictures that a stage lays over each other. */
export interface StagePair {
  readonly record: PreviewRecord;
  readonly row: number;
  /** Columns of what is left and right of the divider. */
  readonly before: number;
  readonly after: number;
  /** The left one is of another sheet, that of `--sheet-before`. */
  readonly isBeforeOld: boolean;
}

export interface Stage {
  readonly root: HTMLElement;
  /** @param home what of the patch is shown until the user looks closer */
  show(pair: StagePair, home: Box, split: number, width: number): void;
}

const zoomStep = 1.25;
const mostZoom = 12;

/**
 * One face, before and after on both sides of a divider. The wheel and + and - look closer, dragging and the arrow keys
 * move what is shown, 0 goes back to all of it; the divider is dragged too.
 */
export function createStage(region: Region, onSplit: (split: number) => void): Stage {
  const before = element('div', { class: 'patch before' });
  const after = element('div', { class: 'patch after' });
  const divider = element('div', { class: 'divider' });
  const label = t('One face; plus and minus zoom, arrow keys move, 0 shows all');
  const root = element(
    'div',
    { class: 'stage', tabindex: '0', role: 'img', 'aria-label': label },
    before,
    after,
    divider,
  );
  let shown: { pair: StagePair; home: Box; split: number; width: number } | undefined;
  let [zoom, x, y] = [1, 0.5, 0.5]; // the middle of the view, as shares of the home box

  const draw = () => {
    if (!shown) return;
    const { pair, home, split, width } = shown;
    const size = sizeOf(region, width);
    const half = 0.5 / zoom;
    [x, y] = [clamp(x, half, 1 - half), clamp(y, half, 1 - half)];
    const box = {
      x: home.x + (x - half) * home.width,
      y: home.y + (y - half) * home.height,
      width: home.width / zoom,
      height: home.height / zoom,
    };
    root.style.width = `${size.width}px`;
    root.style.height = `${size.height}px`;
    showPatch(before, pair.record, { row: pair.row, column: pair.before, box }, size);
    showPatch(after, pair.record, { row: pair.row, column: pair.after, box }, size);
    before.classList.toggle('old', pair.isBeforeOld);
    after.style.clipPath = `inset(0 0 0 ${100 * split}%)`;
    divider.style.left = `${100 * split}%`;
  };
  /** Keeps the point under the pointer where it is. */
  const zoomAt = (factor: number, atX = 0.5, atY = 0.5) => {
    const next = clamp(zoom * factor, 1, mostZoom);
    x += (atX - 0.5) * (1 / zoom - 1 / next);
    y += (atY - 0.5) * (1 / zoom - 1 / next);
    zoom = next;
    draw();
  };
  const moveBy = (shareX: number, shareY: number) => {
    x += shareX / zoom;
    y += shareY / zoom;
    draw();
  };

  root.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top, width, height } = root.getBoundingClientRect();
      const factor = event.deltaY < 0 ? zoomStep : 1 / zoomStep;
      zoomAt(factor, (event.clientX - left) / width, (event.clientY - top) / height);
    },
    { passive: false },
  );
  root.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => zoomAt(zoomStep),
      '=': () => zoomAt(zoomStep),
      '-': () => zoomAt(1 / zoomStep),
      '0': () => zoomAt(0),
      ArrowLeft: () => moveBy(-0.1, 0),
      ArrowRight: () => moveBy(0.1, 0),
      ArrowUp: () => moveBy(0, -0.1),
      ArrowDown: () => moveBy(0, 0.1),
    };
    if (!actions[event.key]) return;
    actions[event.key]!();
    event.preventDefault();
  });
  root.addEventListener('pointerdown', (event) => {
    const { left, width, height } = root.getBoundingClientRect();
    const shareOf = ({ clientX }: PointerEvent) => clamp((clientX - left) / width, 0, 1);
    const movesDivider = zoom === 1 || Math.abs(shareOf(event) - (shown?.split ?? 0)) < 0.04;
    root.setPointerCapture(event.pointerId);
    if (movesDivider) onSplit(shareOf(event));
    const move = (moved: PointerEvent) => {
      if (movesDivider) onSplit(shareOf(moved));
      else moveBy(-moved.movementX / width, -moved.movementY / height);
    };
    root.addEventListener('pointermove', move);
    root.addEventListener('lostpointercapture', () => root.removeEventListener('pointermove', move), { once: true });
  });

  return {
    root,
    show(pair, home, split, width) {
      shown = { pair, home, split, width };
      draw();
    },
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
