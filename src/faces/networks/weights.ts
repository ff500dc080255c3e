import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A weight as TensorFlow lays it out: filters are [height, width, in, out], those of depthwise layers [h, w, in, 1]. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The weights of one network by name; a name that is missing is a mistake in our graph or a damaged package. */
export type Weights = (name: string) => Weight;

const packageName = '@vladmandic/face-api';

/** Returns the folder of the package: next to the sources, next to a bundle, or inside an installed extension. */
export function findFaceApiFolder(): string {
  return dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
}

/** Reads the package's version, which is part of the keys of caches that depend on its weights. */
export async function readFaceApiVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(findFaceApiFolder(), 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: { readonly dtype: 'uint8'; readonly scale: number; readonly min: number };
}

/**
 * Reads a network's weights (TensorFlow.js' format: a manifest, and one file of values in the manifest's order, each
 * tensor as float32, or as bytes with a scale and a minimum).
 * @param network name of the model's files, such as `ssd_mobilenetv1_model`.
 */
export async function readWeights(network: string): Promise<Weights> {
  const folder = join(findFaceApiFolder(), 'model');
  const groups = JSON.parse(await readFile(join(folder, `${network}-weights_manifest.json`), 'utf8')) as {
    readonly weights: readonly ManifestEntry[];
  }[];
  const bytes = await readFile(join(folder, `${network}.bin`));
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const entry of groups.flatMap((group) => group.weights)) {
    const count = entry.shape.reduce((product, extent) => product * extent, 1);
    const length = entry.quantization ? count : count * 4;
    weights.set(entry.name, { shape: entry.shape, data: readValues(entry, bytes.subarray(offset, offset + length)) });
    offset += length;
  }
  return (name) => {
    const weight = weights.get(name);
    if (!weight) throw new Error(`${packageName} has no weight ${name} in ${network}`);
    return weight;
  };
}

function readValues({ quantization }: ManifestEntry, bytes: Uint8Array): Float32Array {
  if (!quantization) return new Float32Array(new Uint8Array(bytes).buffer);
  return Float32Array.from(bytes, (value) => value * quantization.scale + quantization.min);
}
