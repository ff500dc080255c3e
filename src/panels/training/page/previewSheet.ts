import type { Box, Places, PreviewRecord } from '../../../shared/previewRecord';

/** Puts pictures behind elements by a custom property, each only once it is decoded, so that nothing flickers. */
export class PreviewSheet {
  readonly #holder: HTMLElement;
  readonly #property: string;
  /** Kept so that the browser keeps its pixels. */
  #image: HTMLImageElement | undefined;
  #wanted = '';

  /** @param property such as `--sheet`, set on `holder` */
  constructor(holder: HTMLElement, property: string) {
    this.#holder = holder;
    this.#property = property;
  }

  /** Gives whether it is this picture that is now shown: a later one may have been asked for meanwhile. */
  async show(url: string): Promise<boolean> {
    if (url === this.#wanted) return this.#image !== undefined;
    this.#wanted = url;
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      return false; // thinned out of the history since it was listed
    }
    if (url !== this.#wanted) return false;
    this.#image = image;
    this.#holder.style.setProperty(this.#property, `url("${CSS.escape(url)}")`);
    return true;
  }
}

/** A rectangle of a patch, whole faces included. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a face's picture is in a sheet of previews. */
export interface PatchPlace {
  readonly row: number;
  readonly column: number;
  /** What of the patch is shown, pixels of it. */
  readonly box: Box;
}

/** What of a face is shown in one picture. */
export type Region = 'face' | 'eyes' | 'mouth';

/** Height of what is shown as a share of its width. */
const proportions: Readonly<Record<Region, number>> = { face: 1, eyes: 0.4, mouth: 0.62 };

export function listRegions(chosen: Region | 'both'): readonly Region[] {
  return chosen === 'both' ? ['eyes', 'mouth'] : [chosen];
}

export function computeSize(region: Region, width: number): Size {
  return { width, height: Math.round(width * proportions[region]) };
}

/** Where eyes and mouth of a face are, in the column of a picture that the record lists. */
export function getPlaces(record: PreviewRecord, picture: number, row: number, column: number): Places | undefined {
  const set = record.sets[record.pictures[picture]?.set ?? -1];
  return set?.[column < 3 ? 'a' : 'b'][row];
}

/** The part of a patch to show, of the region's own proportions and within the patch. */
export function computeRegionBox(region: Region, places: Places | undefined, patch: number): Box {
  if (region === 'face' || !places) return { x: 0, y: 0, width: patch, height: patch };
  const { x, y, width, height } = places[region];
  const share = proportions[region];
  const wanted = Math.min(Math.max(width, height / share), patch);
  const [w, h] = [wanted, wanted * share];
  const within = (start: number, length: number) => Math.min(Math.max(0, start), patch - length);
  return { x: within(x + (width - w) / 2, w), y: within(y + (height - h) / 2, h), width: w, height: h };
}

/** Shows a part of the sheet, which is the element's background, in the element. */
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
