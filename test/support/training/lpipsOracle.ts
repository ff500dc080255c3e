import { createPlane, type Face, type Plane, resize } from './planes';
import { type TrunkFile, type TrunkLayer, trunkFeatures } from './trunkFile';

type LpipsName = keyof typeof trunkFeatures;

/** Channels of features in float64: [C][H·W] with their extents. */
interface Features {
  readonly height: number;
  readonly width: number;
  readonly channels: readonly Float64Array[];
}

/** After which layers LPIPS looks, counted in the table of layers: after the ReLU of a convolution, after a fire. */
const comparedLayers: Readonly<Record<LpipsName, readonly number[]>> = {
  lpips_alex: [0, 2, 4, 5, 6],
  lpips_squeeze: [0, 3, 6, 8, 9, 10, 11],
  lpips_vgg16: [1, 4, 8, 12, 16],
};
const crops: Readonly<Record<LpipsName, readonly number[]>> = {
  lpips_alex: [2, 2, 1, 1, 1],
  lpips_squeeze: [1, 1, 1, 1, 1, 1, 1],
  lpips_vgg16: [1, 1, 1, 1, 1],
};

/** LPIPS (arXiv 1801.03924, equation 1) as a map, times 0.1; convolutions in NCHW, as PyTorch defines them. */
export function lpipsOracle(name: LpipsName, file: TrunkFile, weights?: readonly Float32Array[]) {
  return (made: Face, wanted: Face): Plane => {
    const [a, b] = [computeFeatures(name, file, made), computeFeatures(name, file, wanted)];
    const [height, width] = [made[0]!.length, made[0]![0]!.length];
    const maps = a.map((features, tap) => {
      const distance = computeDistances(features, b[tap]!, weights?.[tap]);
      return resize(cropBorder(distance, crops[name][tap]!), height, width);
    });
    return createPlane(height, width, (i, j) => 0.1 * maps.reduce((sum, map) => sum + map[i]![j]!, 0));
  };
}

function computeFeatures(name: LpipsName, file: TrunkFile, [blue, green, red]: Face): Features[] {
  const [means, spreads] = [
    [-0.03, -0.088, -0.188],
    [0.458, 0.448, 0.45],
  ];
  const [height, width] = [blue!.length, blue![0]!.length];
  const channels = [red!, green!, blue!].map((plane, c) =>
    Float64Array.from(plane.flat(), (value) => (value * 2 - 1 - means[c]!) / spreads[c]!),
  );
  let x: Features = { height, width, channels };
  let next = 0;
  const found: Features[] = [];
  for (const [index, layer] of (trunkFeatures[name] as readonly TrunkLayer[]).entries()) {
    if (layer.kind === 'pool') x = pool(x, layer.size, layer.ceil);
    else if (layer.kind === 'conv') x = convolve(x, file, next++, layer.stride, layer.pad);
    else {
      const narrow = convolve(x, file, next++, 1, 0);
      const [small, large] = [convolve(narrow, file, next++, 1, 0), convolve(narrow, file, next++, 1, 1)];
      x = { ...small, channels: [...small.channels, ...large.channels] };
    }
    if (comparedLayers[name].includes(index)) found.push(x);
  }
  return found;
}

/** With the ReLU behind it. */
function convolve(
  { height, width, channels }: Features,
  file: TrunkFile,
  index: number,
  stride: number,
  pad: number,
): Features {
  const {
    shape: [filters, inputs, size],
    data,
  } = file.kernels[index]!;
  const [outHeight, outWidth] = [height, width].map((extent) => Math.floor((extent + 2 * pad - size) / stride) + 1) as [
    number,
    number,
  ];
  const made = Array.from({ length: filters }, (_, o) => {
    const out = new Float64Array(outHeight * outWidth).fill(file.biases[index]![o]!);
    for (let c = 0; c < inputs; c++)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const weight = data[((o * inputs + c) * size + i) * size + j]!;
          for (let y = 0; y < outHeight; y++) {
            const row = y * stride + i - pad;
            if (row < 0 || row >= height) continue;
            for (let x = 0; x < outWidth; x++) {
              const column = x * stride + j - pad;
              if (column >= 0 && column < width) out[y * outWidth + x]! += weight * channels[c]![row * width + column]!;
            }
          }
        }
    return out.map((value) => Math.max(0, value));
  });
  return { height: outHeight, width: outWidth, channels: made };
}

function pool({ height, width, channels }: Features, size: number, ceil: boolean): Features {
  const out = (extent: number) => (ceil ? Math.ceil : Math.floor)((extent - size) / 2) + 1;
  const [outHeight, outWidth] = [out(height), out(width)];
  const made = channels.map((channel) =>
    Float64Array.from({ length: outHeight * outWidth }, (_, index) => {
      const [y, x] = [Math.floor(index / outWidth) * 2, (index % outWidth) * 2];
      let largest = Number.NEGATIVE_INFINITY;
      for (let i = y; i < Math.min(y + size, height); i++)
        for (let j = x; j < Math.min(x + size, width); j++) largest = Math.max(largest, channel[i * width + j]!);
      return largest;
    }),
  );
  return { height: outHeight, width: outWidth, channels: made };
}

function computeDistances(a: Features, b: Features, weights?: Float32Array): Plane {
  const length = ({ channels }: Features, place: number) =>
    Math.sqrt(channels.reduce((sum, channel) => sum + channel[place]! ** 2, 1e-10));
  return createPlane(a.height, a.width, (i, j) => {
    const place = i * a.width + j;
    const [la, lb] = [length(a, place), length(b, place)];
    return a.channels.reduce(
      (sum, channel, c) => sum + (weights?.[c] ?? 1) * (channel[place]! / la - b.channels[c]![place]! / lb) ** 2,
      0,
    );
  });
}

function cropBorder(plane: Plane, border: number): Plane {
  const [height, width] = [plane.length, plane[0]!.length];
  if (Math.min(height, width) <= 2 * border) return plane;
  return createPlane(height - 2 * border, width - 2 * border, (i, j) => plane[i + border]![j + border]!);
}
