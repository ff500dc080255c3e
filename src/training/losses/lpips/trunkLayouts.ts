/** A layer whose output is compared: the n-th node of its kind in the file, from 0. */
export interface TapPlace {
  readonly op: 'Relu' | 'Concat';
  readonly index: number;
  readonly channels: number;
  /** Pixels that are cut off each edge of the comparison, where zeros from beyond the picture take part. */
  readonly crop: number;
}

const relus = (crops: readonly number[], places: readonly (readonly [index: number, channels: number])[]): TapPlace[] =>
  places.map(([index, channels], i) => ({ op: 'Relu', index, channels, crop: crops[i]! }));

const fires = (places: readonly (readonly [index: number, channels: number])[]): TapPlace[] =>
  places.map(([index, channels]) => ({ op: 'Concat', index, channels, crop: 1 }));

/** The layers of torchvision's networks that LPIPS compares (arXiv 1801.03924, appendix B); squeeze's fires end in a Concat. */
export const trunkLayouts = {
  lpips_alex: relus(
    [2, 2, 1, 1, 1],
    [
      [0, 64],
      [1, 192],
      [2, 384],
      [3, 256],
      [4, 256],
    ],
  ),
  lpips_squeeze: [
    ...relus([1], [[0, 64]]),
    ...fires([
      [1, 128],
      [3, 256],
      [4, 384],
      [5, 384],
      [6, 512],
      [7, 512],
    ]),
  ],
  lpips_vgg16: relus(
    [1, 1, 1, 1, 1],
    [
      [1, 64],
      [3, 128],
      [6, 256],
      [9, 512],
      [12, 512],
    ],
  ),
} as const satisfies Record<string, readonly TapPlace[]>;

export type LpipsName = keyof typeof trunkLayouts;

/** Pixels of the smallest square of which a trunk makes all its taps; smaller pictures are enlarged to it. */
export const leastEdges: Readonly<Record<LpipsName, number>> = { lpips_alex: 32, lpips_squeeze: 32, lpips_vgg16: 16 };

export const lpipsNames = Object.keys(trunkLayouts) as readonly LpipsName[];

export function isLpipsName(name: string): name is LpipsName {
  return Object.hasOwn(trunkLayouts, name);
}
