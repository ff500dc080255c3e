import type { Value } from '../../../tensor/graph';
import { max, reshape } from '../../../tensor/ops';
import { type Layers, leaky } from '../layers/blocks';
import type { Part, PhazeAValues } from './part';

/** Edge of the faces that faceswap's own encoder is made for, pixels: `enc_scaling` is a share of it. */
const ownEdge = 1024;

/** Returns the edge of the input faces, a multiple of 16: scaled by the options, but large enough for all halvings of the encoder. */
export function computeInputSize({ enc_scaling, fs_original_depth, fs_original_use_alt }: PhazeAValues): number {
  const least = fs_original_use_alt ? 4 * 2 ** (fs_original_depth - 1) : 2 ** fs_original_depth;
  return Math.max(16, least, 16 * Math.floor((ownEdge * enc_scaling) / 100 / 16));
}

/** Creates the encoder: [N, inputSize, inputSize, 3] to small feature maps after several halvings. */
export function createEncoder(layers: Layers, options: PhazeAValues): Part {
  return options.fs_original_use_alt ? pooling(layers, options) : striding(layers, options);
}

function striding({ conv2dBlock }: Layers, options: PhazeAValues): Part {
  return (x, name) =>
    listStages(options).reduce(
      (image, stage) => conv2dBlock(image, `${name}/conv_${stage}`, { filters: computeFilters(options, stage) }),
      x,
    );
}

/** Adds two convolutions at each size; the last one covers the whole remaining image. */
function pooling({ conv2dBlock }: Layers, options: PhazeAValues): Part {
  const convolved = (x: Value, name: string, kernelSize: number, filters: number) =>
    conv2dBlock(x, name, { filters, kernelSize, stride: 1, activation: leaky(0.2) });
  const last = options.fs_original_depth - 1;
  return (x, name) =>
    listStages(options).reduce(
      (image, stage) => {
        const once = convolved(image, `${name}/conv_${stage}_0`, 3, computeFilters(options, stage));
        const second = `${name}/conv_${stage}_1`;
        const filters = computeFilters(options, stage + 1);
        if (stage < last) return halvedByMaximum(convolved(once, second, 3, filters));
        return conv2dBlock(once, second, {
          filters,
          kernelSize: 4,
          stride: 1,
          padding: 'valid',
          activation: leaky(0.2),
        });
      },
      convolved(x, `${name}/conv`, 1, computeFilters(options, 0)),
    );
}

function listStages({ fs_original_depth }: PhazeAValues): number[] {
  return Array.from({ length: fs_original_depth }, (_, stage) => stage);
}

function computeFilters({ fs_original_min_filters, fs_original_max_filters }: PhazeAValues, stage: number): number {
  return Math.min(fs_original_max_filters, fs_original_min_filters * 2 ** stage);
}

function halvedByMaximum(x: Value): Value {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  return max(reshape(x, [n, height / 2, 2, width / 2, 2, channels]), [2, 4]);
}
