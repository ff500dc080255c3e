import type { TrunkLoss } from '../loss';
import { compareByTrunk } from './lpips';
import type { TapPlace } from './trunk';

// The layers of torchvision's networks that LPIPS compares (arXiv 1801.03924, appendix B); squeeze's fires end in a Concat.

const relus = (crops: readonly number[], places: readonly (readonly [index: number, channels: number])[]): TapPlace[] =>
  places.map(([index, channels], i) => ({ op: 'Relu', index, channels, crop: crops[i]! }));

const fires = (places: readonly (readonly [index: number, channels: number])[]): TapPlace[] =>
  places.map(([index, channels]) => ({ op: 'Concat', index, channels, crop: 1 }));

export const lpipsAlex = {
  name: 'lpips_alex',
  help: 'LPIPS: the difference that the trained network AlexNet sees. Needs lpips_trunk.',
  isExtra: true,
  kind: 'trunk',
  trunk: {
    leastEdge: 32,
    taps: relus(
      [2, 2, 1, 1, 1],
      [
        [0, 64],
        [1, 192],
        [2, 384],
        [3, 256],
        [4, 256],
      ],
    ),
  },
  compareWith: compareByTrunk,
} as const satisfies TrunkLoss;

export const lpipsSqueeze = {
  name: 'lpips_squeeze',
  help: 'LPIPS: the difference that the trained network SqueezeNet sees. Needs lpips_trunk.',
  isExtra: true,
  kind: 'trunk',
  trunk: {
    leastEdge: 32,
    taps: [
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
  },
  compareWith: compareByTrunk,
} as const satisfies TrunkLoss;

export const lpipsVgg16 = {
  name: 'lpips_vgg16',
  help: 'LPIPS: the difference that the trained network VGG-16 sees. Needs lpips_trunk.',
  isExtra: true,
  kind: 'trunk',
  trunk: {
    leastEdge: 16,
    taps: relus(
      [1, 1, 1, 1, 1],
      [
        [1, 64],
        [3, 128],
        [6, 256],
        [9, 512],
        [12, 512],
      ],
    ),
  },
  compareWith: compareByTrunk,
} as const satisfies TrunkLoss;
