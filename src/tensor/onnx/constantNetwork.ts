import { t } from '../../shared/l10n';
import type { PoolOptions } from '../ops';
import { OnnxFileError } from './fileGraph';
import type { FloatTensor, OnnxFile, OnnxFileNode } from './readModel';

/** A network of convolutions with constant weights. Its layers are in order of execution, its tensors have names. */
export interface ConstantNetwork {
  /** The image, [N, H, W, 3]: the input of the first convolution of three channels. */
  readonly input: string;
  readonly layers: readonly ConstantLayer[];
}

export type ConstantLayer = { readonly inputs: readonly string[]; readonly output: string } & LayerOperation;

type LayerOperation =
  | {
      readonly kind: 'conv';
      /** [kh, kw, C, O] */
      readonly kernel: FloatTensor;
      /** [O] */
      readonly bias?: FloatTensor;
      readonly stride: number;
      /** Padding in pixels: top, left, bottom, right. */
      readonly pads: Pads;
    }
  | { readonly kind: 'maxPool'; readonly options: PoolOptions }
  | { readonly kind: 'relu' | 'concat' };

export type Pads = readonly [number, number, number, number];

/** A node as a layer, and the number of channels of its result. */
interface ParsedLayer {
  readonly operation: LayerOperation;
  readonly channels: number;
}

/** A network, and the number of channels of each of its tensors. */
export interface ParsedNetwork extends ConstantNetwork {
  readonly channels: ReadonlyMap<string, number>;
}

const largestWindow = 64;

/**
 * Reads the layers that compute the `requested` tensors from the image. Other nodes of the file are ignored.
 * @throws OnnxFileError where one of them is no convolution, ReLU, max pooling or concatenation
 */
export function readConstantNetwork(file: OnnxFile, requested: readonly string[]): ParsedNetwork {
  const input = findImage(file);
  const needed = findNeededNodes(file, requested, input);
  const channels = new Map([[input, 3]]);
  const layers = file.nodes.flatMap((node): ConstantLayer[] => {
    if (!needed.has(node)) return [];
    const reader = readers.get(node.op);
    if (!reader) throw new OnnxFileError(t('it has an unsupported layer type, {0}', node.op.slice(0, 40)));
    const inputs = reader.hasOneTensorInput ? node.inputs.slice(0, 1) : node.inputs;
    const { operation, channels: given } = reader.read(
      node,
      file,
      inputs.map((name) => getChannels(channels, name)),
    );
    channels.set(node.outputs[0]!, given);
    return [{ inputs, output: node.outputs[0]!, ...operation }];
  });
  return { input, layers, channels };
}

/** Returns the input of the first convolution. A layer in front of it that scales colors is ignored. */
function findImage({ nodes, weights }: OnnxFile): string {
  const first = nodes.find(({ op, inputs }) => op === 'Conv' && weights.get(inputs[1] ?? '')?.shape[1] === 3);
  if (first?.inputs[0] === undefined) throw new OnnxFileError(t('it has no convolution that takes an image'));
  return first.inputs[0];
}

function findNeededNodes({ nodes }: OnnxFile, requested: readonly string[], input: string): ReadonlySet<OnnxFileNode> {
  const producers = new Map(nodes.flatMap((node) => node.outputs.slice(0, 1).map((name) => [name, node] as const)));
  const needed = new Set<OnnxFileNode>();
  const waiting = [...requested];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = producers.get(name);
    if (name === input || !node || needed.has(node)) continue;
    needed.add(node);
    waiting.push(...node.inputs);
  }
  return needed;
}

function getChannels(channels: ReadonlyMap<string, number>, name: string): number {
  const count = channels.get(name);
  if (count === undefined) throw new OnnxFileError(t('its layers are out of order'));
  return count;
}

interface LayerReader {
  /** Whether only the first input is a tensor; the others are weights. */
  readonly hasOneTensorInput: boolean;
  read(node: OnnxFileNode, file: OnnxFile, channels: readonly number[]): ParsedLayer;
}

const readers: ReadonlyMap<string, LayerReader> = new Map([
  ['Conv', { hasOneTensorInput: true, read: readConv }],
  ['MaxPool', { hasOneTensorInput: true, read: readMaxPool }],
  [
    'Relu',
    { hasOneTensorInput: true, read: (_node, _file, [given]) => ({ operation: { kind: 'relu' }, channels: given! }) },
  ],
  ['Concat', { hasOneTensorInput: false, read: readConcat }],
]);

function readConv(node: OnnxFileNode, { weights }: OnnxFile, [given]: readonly number[]): ParsedLayer {
  const weight = weights.get(node.inputs[1] ?? '');
  const bias = node.inputs[2] ? weights.get(node.inputs[2]) : undefined;
  const [out = 0, channels, height = 0, width = 0] = weight?.shape ?? [];
  const fits =
    weight?.shape.length === 4 && channels === given && out > 0 && isWindowSize(height) && isWindowSize(width);
  if (!fits || (bias ? bias.shape.join() !== `${out}` : node.inputs[2]))
    throw new OnnxFileError(t('a convolution has weights of the wrong shape'));
  requirePlain(node, height, width);
  const [stride, other] = readPair(node, 'strides', 1);
  if (stride !== other || !isWindowSize(stride)) throw createUnsupportedError(node);
  return {
    operation: { kind: 'conv', kernel: transposeKernel(weight), ...(bias && { bias }), stride, pads: readPads(node) },
    channels: out,
  };
}

function readMaxPool(node: OnnxFileNode, _file: OnnxFile, [given]: readonly number[]): ParsedLayer {
  const [size, width] = readPair(node, 'kernel_shape', 0);
  const [stride, other] = readPair(node, 'strides', 1);
  const [before, left, after, right] = readPads(node);
  if (size !== width || stride !== other || before !== left || after !== right) throw createUnsupportedError(node);
  if (!isWindowSize(size) || !isWindowSize(stride) || Math.max(before, after) >= size)
    throw createUnsupportedError(node);
  requirePlain(node, size, size);
  const partial = node.integers.get('ceil_mode')?.[0] === 1;
  return { operation: { kind: 'maxPool', options: { size, stride, before, after, partial } }, channels: given! };
}

/** Reads a concatenation of channels: the only axis that is supported. */
function readConcat(node: OnnxFileNode, _file: OnnxFile, channels: readonly number[]): ParsedLayer {
  const axis = node.integers.get('axis')?.[0];
  if ((axis !== 1 && axis !== -3) || channels.length === 0) throw createUnsupportedError(node);
  return { operation: { kind: 'concat' }, channels: channels.reduce((sum, count) => sum + count, 0) };
}

/**
 * @throws OnnxFileError if the node has groups, dilation, automatic padding, or another window than `height` by
 * `width`
 */
function requirePlain(node: OnnxFileNode, height: number, width: number): void {
  const [down, along] = readPair(node, 'dilations', 1);
  const group = node.integers.get('group')?.[0] ?? 1;
  const automatic = node.texts.get('auto_pad') ?? 'NOTSET';
  const window = node.integers.get('kernel_shape') ?? [height, width];
  if (down !== 1 || along !== 1 || group !== 1 || automatic !== 'NOTSET' || window.join() !== `${height},${width}`)
    throw createUnsupportedError(node);
}

function readPair(node: OnnxFileNode, name: string, fallback: number): readonly [number, number] {
  const [first = fallback, second = fallback] = node.integers.get(name) ?? [];
  return [first, second];
}

function readPads(node: OnnxFileNode): Pads {
  const [top = 0, left = 0, bottom = 0, right = 0, ...more] = node.integers.get('pads') ?? [];
  const pads = [top, left, bottom, right] as const;
  if (more.length > 0 || pads.some((count) => count < 0 || count > largestWindow)) throw createUnsupportedError(node);
  return pads;
}

function isWindowSize(extent: number): boolean {
  return extent >= 1 && extent <= largestWindow;
}

function createUnsupportedError({ op }: OnnxFileNode): OnnxFileError {
  return new OnnxFileError(t('its {0} layer has unsupported settings', op));
}

/** Transposes a kernel from [O, C, kh, kw] to [kh, kw, C, O]. */
function transposeKernel({ shape, data }: FloatTensor): FloatTensor {
  const [out, channels, height, width] = shape as [number, number, number, number];
  const transposed = new Float32Array(data.length);
  let from = 0;
  for (let o = 0; o < out; o++)
    for (let c = 0; c < channels; c++)
      for (let place = 0; place < height * width; place++) transposed[(place * channels + c) * out + o] = data[from++]!;
  return { shape: [height, width, channels, out], data: transposed };
}
