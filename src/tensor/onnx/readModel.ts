import { t } from '../../shared/l10n';
import { type FileNode, OnnxFileError, readFileGraph, text } from './fileGraph';
import { type ProtobufField, readProtobufFields, readSignedIntegers } from './protobuf';

/** An ONNX file's nodes and float32 weights, as far as a network of plain layers needs them. */
export interface OnnxFile {
  readonly nodes: readonly OnnxFileNode[];
  readonly weights: ReadonlyMap<string, FloatTensor>;
}

export interface OnnxFileNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integers, and lists of them; attributes of other types are left out. */
  readonly integers: ReadonlyMap<string, readonly number[]>;
  readonly texts: ReadonlyMap<string, string>;
}

export interface FloatTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

const mostElements = 2 ** 28;
/** Of a list in a layer: paddings, extents. */
const mostIntegers = 64;
const float32 = 1;

/** Reads a model of onnx.proto3. @throws OnnxFault for anything else, however it is damaged */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  return readFileGraph(bytes, (graph) => {
    const weights = new Map<string, FloatTensor>();
    for (const tensor of graph.weights) keepTensor(tensor, weights);
    return { nodes: graph.nodes.flatMap((node) => readNode(node, weights)), weights };
  });
}

/** A Constant is a weight. */
function readNode({ op, inputs, outputs, attributes }: FileNode, weights: Map<string, FloatTensor>): OnnxFileNode[] {
  const integers = new Map<string, readonly number[]>();
  const texts = new Map<string, string>();
  const tensors = attributes.flatMap((attribute) => readAttribute(attribute, integers, texts) ?? []);
  const tensor = tensors.at(-1);
  if (op !== 'Constant' || !tensor || outputs[0] === undefined) return [{ op, inputs, outputs, integers, texts }];
  keepTensor(tensor, weights, outputs[0]);
  return [];
}

/** Returns the tensor of an attribute that is one. */
function readAttribute(
  bytes: Uint8Array,
  integers: Map<string, readonly number[]>,
  texts: Map<string, string>,
): Uint8Array | undefined {
  let name = '';
  let tensor: Uint8Array | undefined;
  const values: number[] = [];
  for (const field of readProtobufFields(bytes)) {
    if (field.number === 1 && field.kind === 'bytes') name = text(field);
    else if (field.number === 3 || field.number === 8) collect(field, values);
    else if (field.number === 4 && field.kind === 'bytes') texts.set(name, text(field));
    else if (field.number === 5 && field.kind === 'bytes') tensor = field.value;
  }
  integers.set(name, values);
  return tensor;
}

/** Keeps a float32 tensor; those of other types are no weights of layers that are read here. */
function keepTensor(bytes: Uint8Array, weights: Map<string, FloatTensor>, givenName?: string): void {
  const shape: number[] = [];
  const floats: Uint8Array[] = [];
  let [name, type, elsewhere] = ['', 0, false];
  for (const field of readProtobufFields(bytes)) {
    if (field.number === 1) collect(field, shape);
    else if (field.number === 2 && field.kind === 'varint') type = Number(field.value);
    else if (field.number === 4 && field.kind !== 'varint') floats.push(field.value);
    else if (field.number === 8 && field.kind === 'bytes') name = text(field);
    else if (field.number === 9 && field.kind === 'bytes') floats.push(field.value);
    else if (field.number === 14 && field.kind === 'varint') elsewhere = field.value !== 0n;
  }
  if (type !== float32) return;
  if (elsewhere) throw new OnnxFileError(t('its weights are in a separate file; export the model as one file'));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length > 8 || shape.some((extent) => extent < 0) || size > mostElements)
    throw new OnnxFileError(t('the weight {0} is too large', name));
  const length = floats.reduce((sum, part) => sum + part.length, 0);
  if (length !== size * 4) throw new OnnxFileError(t('the weight {0} is truncated', name));
  weights.set(givenName ?? name, { shape, data: floatsOf(floats, size) });
}

/** Little-endian floats, a copy: views into a file need not lie at multiples of four. */
function floatsOf(parts: readonly Uint8Array[], size: number): Float32Array {
  const data = new Float32Array(size);
  const bytes = new Uint8Array(data.buffer);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return data;
}

function collect(field: ProtobufField, integers: number[]): void {
  for (const value of readSignedIntegers(field)) {
    if (integers.length === mostIntegers) throw new OnnxFileError(t('one of its lists is too long'));
    integers.push(value);
  }
}
