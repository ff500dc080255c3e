/** Puts pictures behind elements by a custom property, each only once it is decoded, so that nothing flickers. */
export class Sheet {
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
