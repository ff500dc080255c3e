import type { Box, Places, PreviewRecord } from '../../../shared/previewRecord';

/** Sets a picture as a CSS property for backgrounds, only after it was decoded, so that nothing flickers. */
export class PreviewSheet {
  readonly #holder: HTMLElement;
  readonly #property: string;
  /** Referenced so that the browser keeps its pixels in memory. */
  #image: HTMLImageElement | undefined;
  #requestedUrl = '';

  /** @param property the CSS property, such as `--sheet`, which is set on `holder` */
  constructor(holder: HTMLElement, property: string) {
    this.#holder = holder;
    this.#property = property;
  }

  /** Returns whether this picture is now shown; it is not where another one was requested meanwhile. */
  async show(url: string): Promise<boolean> {
    if (url === this.#requestedUrl) return this.#image !== undefined;
    this.#requestedUrl = url;
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      return false; // it was removed from the history since it was listed
    }
    if (url !== this.#requestedUrl) return false;
    this.#image = image;
    this.#holder.style.setProperty(this.#property, `url("${CSS.escape(url)}")`);
    return true;
  }
}

/** The size of a part of a face on the screen, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The position of a face in a preview sheet. */
export interface PatchPlace {
  readonly row: number;
  readonly column: number;
  /** The visible part of the face, in pixels of the sheet. */
  readonly box: Box;
}

/** A part of a face that is shown in one picture. */
export type Region = 'face' | 'eyes' | 'mouth';

/** The height of each region divided by its width. */
const proportions: Readonly<Record<Region, number>> = { face: 1, eyes: 0.4, mouth: 0.62 };

export function listRegions(chosen: Region | 'both'): readonly Region[] {
  return chosen === 'both' ? ['eyes', 'mouth'] : [chosen];
}

export function computeSize(region: Region, width: number): Size {
  return { width, height: Math.round(width * proportions[region]) };
}

/** Returns where the eyes and the mouth of a face are, for a row and a column of a picture. */
export function getPlaces(record: PreviewRecord, picture: number, row: number, column: number): Places | undefined {
  const set = record.sets[record.pictures[picture]?.set ?? -1];
  return set?.[column < 3 ? 'a' : 'b'][row];
}

/** Returns the part of a face that shows a region, with the proportions of the region and within the face. */
export function computeRegionBox(region: Region, places: Places | undefined, patch: number): Box {
  if (region === 'face' || !places) return { x: 0, y: 0, width: patch, height: patch };
  const { x, y, width, height } = places[region];
  const share = proportions[region];
  const wantedWidth = Math.min(Math.max(width, height / share), patch);
  const [w, h] = [wantedWidth, wantedWidth * share];
  const within = (start: number, length: number) => Math.min(Math.max(0, start), patch - length);
  return { x: within(x + (width - w) / 2, w), y: within(y + (height - h) / 2, h), width: w, height: h };
}

/** Shows a part of the sheet in an element, whose background it is. */
export function showPatch(shown: HTMLElement, record: PreviewRecord, place: PatchPlace, size: Size): void {
  const { box, row, column } = place;
  const { patch } = record;
  const scale = size.width / box.width;
  const px = (value: number) => `${value.toFixed(2)}px`;
  shown.style.width = `${size.width}px`;
  shown.style.height = `${size.height}px`;
  shown.style.backgroundSize = `${px(6 * patch * scale)} auto`;
  shown.style.backgroundPosition = `${px(-(column * patch + box.x) * scale)} ${px(-(row * patch + box.y) * scale)}`;
}
