import { t } from '../../../shared/l10n';
import { Graph } from '../../../tensor/graph';
import { buildConstantNetwork } from '../../../tensor/onnx/buildConstantNetwork';
import { type ConstantNetwork, readConstantNetwork } from '../../../tensor/onnx/constantNetwork';
import { OnnxFileError } from '../../../tensor/onnx/fileGraph';
import { type OnnxFile, readOnnx } from '../../../tensor/onnx/readModel';

/** A layer whose output is compared: the n-th node of its kind in the file, from 0. */
export interface TapPlace {
  readonly op: 'Relu' | 'Concat';
  readonly index: number;
  readonly channels: number;
  /** Pixels that are cut off each edge of the comparison, where zeros from beyond the picture take part. */
  readonly crop: number;
}

/** The layers of a network that are compared. */
export interface TrunkLayout {
  readonly taps: readonly TapPlace[];
  /** Pixels of the smallest square of which the network makes all its taps; smaller pictures are enlarged to it. */
  readonly leastEdge: number;
}

/** A network that sees pictures much as people do, frozen. */
export interface Trunk {
  readonly network: ConstantNetwork;
  readonly taps: readonly Tap[];
  /** Smaller pictures are enlarged to it. */
  readonly leastEdge: number;
  /** Whether the file has LPIPS' weights of the channels; without them all channels count equally. */
  readonly isCalibrated: boolean;
}

/** A tensor of the network that is compared. */
export interface Tap {
  readonly name: string;
  /** [channels] */
  readonly weights: Float32Array;
  /** Pixels that are cut off each edge of the comparison. */
  readonly crop: number;
}

/**
 * Reads the trunk of a loss from an ONNX file: torchvision's network, its features, or LPIPS as a whole.
 * @throws OnnxFileError when it is another network, or damaged
 */
export function readTrunk({ taps: places, leastEdge }: TrunkLayout, bytes: Uint8Array): Trunk {
  const file = readOnnx(bytes);
  const names = places.map((place) => tapName(file, place));
  const { channels, ...network } = readConstantNetwork(file, names);
  if (places.some((place, i) => channels.get(names[i]!) !== place.channels)) throw otherNetwork();
  requireFitting(network, names, leastEdge);
  const calibration = places.map((place, i) => linearWeights(file, i, place.channels));
  const isCalibrated = calibration.every((weights) => weights !== undefined);
  const taps = places.map((place, i) => ({
    name: names[i]!,
    weights: (isCalibrated && calibration[i]) || new Float32Array(place.channels).fill(1),
    crop: place.crop,
  }));
  return { network, taps, leastEdge, isCalibrated };
}

function tapName({ nodes }: OnnxFile, { op, index }: TapPlace): string {
  const name = nodes.filter((node) => node.op === op)[index]?.outputs[0];
  if (name === undefined) throw otherNetwork();
  return name;
}

/** Layers may be right one by one, and not go together: a trial on the smallest picture, of which nothing is computed. */
function requireFitting(network: ConstantNetwork, names: readonly string[], edge: number): void {
  const graph = new Graph();
  try {
    buildConstantNetwork(graph, network, names)(graph.input('picture', [1, edge, edge, 3]));
  } catch {
    throw new OnnxFileError(t('its layers do not fit together'));
  }
}

/** Returns LPIPS' weights of the channels of its i-th tap, by the name that its authors' package gives them. */
function linearWeights({ weights }: OnnxFile, tap: number, channels: number): Float32Array | undefined {
  const named = new RegExp(`(^|[./])lin(s\\.)?${tap}\\.model\\.1\\.weight$`);
  for (const [name, { shape, data }] of weights)
    if (named.test(name) && shape.join() === `1,${channels},1,1`) return data;
  return undefined;
}

function otherNetwork(): OnnxFileError {
  return new OnnxFileError(t('its layers do not match that network'));
}
