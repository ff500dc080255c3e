/** How a network wants its pixels: (value - mean) / deviation, of 0..255. */
export interface PixelRange {
  readonly name: string;
  /** A sentence in English. */
  readonly help: string;
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** The ranges that recognition networks are trained with. */
export const pixelRanges = [
  { name: 'arcface', help: 'RGB, -1 to 1', mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5] },
  {
    name: 'imagenet',
    help: "RGB, less ImageNet's mean, by its deviation",
    mean: [123.675, 116.28, 103.53],
    deviation: [58.395, 57.12, 57.375],
  },
  { name: 'unit', help: 'RGB, 0 to 1', mean: [0, 0, 0], deviation: [255, 255, 255] },
] as const satisfies readonly PixelRange[];

export type PixelRangeName = (typeof pixelRanges)[number]['name'];
