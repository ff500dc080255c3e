import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import { Random } from '../../../src/tensor/random';

/** One layer of a trunk as torchvision writes it; `fire` is squeeze, then expand by 1x1 and 3x3. */
export type TrunkLayer =
  | {
      readonly kind: 'conv';
      readonly filters: number;
      readonly size: number;
      readonly stride: number;
      readonly pad: number;
    }
  | { readonly kind: 'pool'; readonly size: number; readonly stride: number; readonly ceil: boolean }
  | { readonly kind: 'fire'; readonly squeeze: number; readonly expand: number };

const conv = (filters: number, size = 3, stride = 1, pad = Math.floor(size / 2)): TrunkLayer => ({
  kind: 'conv',
  filters,
  size,
  stride,
  pad,
});
const pool = (size: number, ceil = false): TrunkLayer => ({ kind: 'pool', size, stride: 2, ceil });
const fire = (squeeze: number, expand: number): TrunkLayer => ({ kind: 'fire', squeeze, expand });

/** torchvision's alexnet, squeezenet1_1 and vgg16, their `features`; each convolution is followed by a ReLU. */
export const trunkFeatures = {
  lpips_alex: [conv(64, 11, 4, 2), pool(3), conv(192, 5), pool(3), conv(384), conv(256), conv(256), pool(3)],
  lpips_squeeze: [
    ...[conv(64, 3, 2, 0), pool(3, true), fire(16, 64), fire(16, 64), pool(3, true), fire(32, 128), fire(32, 128)],
    ...[pool(3, true), fire(48, 192), fire(48, 192), fire(64, 256), fire(64, 256)],
  ],
  lpips_vgg16: [
    ...[conv(64), conv(64), pool(2), conv(128), conv(128), pool(2), conv(256), conv(256), conv(256), pool(2)],
    ...[conv(512), conv(512), conv(512), pool(2), conv(512), conv(512), conv(512), pool(2)],
  ],
} as const satisfies Record<string, readonly TrunkLayer[]>;

export interface TrunkWeights {
  /** [O, C, kh, kw] in the order of the convolutions, and their biases. */
  readonly kernels: readonly {
    readonly shape: readonly [number, number, number, number];
    readonly data: Float32Array;
  }[];
  readonly biases: readonly Float32Array[];
}

/** An ONNX file of the layers with random weights, as an exporter of PyTorch would write it. */
export class TrunkFile {
  readonly #builder = new OnnxBuilder('features');
  readonly #random: Random;
  readonly kernels: TrunkWeights['kernels'][number][] = [];
  readonly biases: Float32Array[] = [];

  constructor(layers: readonly TrunkLayer[], seed: number, extras: Readonly<Record<string, Float32Array>> = {}) {
    this.#random = new Random(seed);
    let x = this.#builder.input('input', 'float32', ['n', 3, 'h', 'w']);
    let channels = 3;
    for (const layer of layers) {
      if (layer.kind === 'pool')
        x = this.#builder.node('MaxPool', [x], {
          kernel_shape: [layer.size, layer.size],
          strides: [layer.stride, layer.stride],
          pads: [0, 0, 0, 0],
          ceil_mode: Number(layer.ceil),
        });
      else if (layer.kind === 'conv') {
        x = this.#conv(x, channels, layer.filters, layer.size, layer.stride, layer.pad);
        channels = layer.filters;
      } else {
        const narrow = this.#conv(x, channels, layer.squeeze, 1, 1, 0);
        const wide = [1, 3].map((size) => this.#conv(narrow, layer.squeeze, layer.expand, size, 1, (size - 1) / 2));
        x = this.#builder.node('Concat', wide, { axis: 1 });
        channels = 2 * layer.expand;
      }
    }
    for (const [name, weights] of Object.entries(extras))
      this.#builder.constant(weights, [1, weights.length, 1, 1], name);
    // What stands behind the features is of no concern.
    this.#builder.output(this.#builder.node('Softmax', [x], { axis: 1 }), 'float32');
  }

  get bytes(): Uint8Array {
    return this.#builder.bytes();
  }

  #conv(x: string, channels: number, filters: number, size: number, stride: number, pad: number): string {
    const bound = Math.sqrt(6 / (channels * size * size));
    const draw = (count: number, most: number) =>
      Float32Array.from({ length: count }, () => this.#random.uniform(-most, most));
    const shape = [filters, channels, size, size] as const;
    const kernel = { shape, data: draw(filters * channels * size * size, bound) };
    const bias = draw(filters, 0.1);
    this.kernels.push(kernel);
    this.biases.push(bias);
    const index = this.kernels.length - 1;
    const weights = [
      this.#builder.constant(kernel.data, shape, `features.${index}.weight`),
      this.#builder.constant(bias, [filters], `features.${index}.bias`),
    ];
    const attributes = {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      dilations: [1, 1],
      group: 1,
    };
    return this.#builder.node('Relu', [this.#builder.node('Conv', [x, ...weights], attributes)]);
  }
}
