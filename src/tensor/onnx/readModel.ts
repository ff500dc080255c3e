import { t } from '../../shared/l10n';
import { type FileNode, OnnxFileError, readFileGraph, text } from './fileGraph';
import { type ProtobufField, readProtobufFields, readSignedIntegers } from './protobuf';

/** The nodes and float32 weights of an ONNX file, as far as a network of simple layers needs them. */
export interface OnnxFile {
  readonly nodes: readonly OnnxFileNode[];
  readonly weights: ReadonlyMap<string, FloatTensor>;
}

export interface OnnxFileNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that are integers or lists of integers. */
  readonly integers: ReadonlyMap<string, readonly number[]>;
  readonly texts: ReadonlyMap<string, string>;
}

export interface FloatTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

const maxElements = 2 ** 28;
/** Maximum length of a list in a layer: paddings, extents. */
const maxIntegers = 64;
const float32 = 1;

/** Reads a model of onnx.proto3. @throws OnnxFileError if the bytes are not an ONNX model or are damaged */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  return readFileGraph(bytes, (graph) => {
    const weights = new Map<string, FloatTensor>();
    for (const tensor of graph.weights) addTensor(tensor, weights);
    return { nodes: graph.nodes.flatMap((node) => readNode(node, weights)), weights };
  });
}

/** Returns a node, or nothing for a Constant, whose tensor is added to `weights`. */
function readNode({ op, inputs, outputs, attributes }: FileNode, weights: Map<string, FloatTensor>): OnnxFileNode[] {
  const integers = new Map<string, readonly number[]>();
  const texts = new Map<string, string>();
  const tensors = attributes.flatMap((attribute) => readAttribute(attribute, integers, texts) ?? []);
  const tensor = tensors.at(-1);
  if (op !== 'Constant' || !tensor || outputs[0] === undefined) return [{ op, inputs, outputs, integers, texts }];
  addTensor(tensor, weights, outputs[0]);
  return [];
}

/** Adds an attribute to `integers` or `texts`. Returns its tensor if it is one. */
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

/**
 * Adds a float32 tensor to `weights`. Tensors of other types are skipped, because no supported layer has such weights.
 */
function addTensor(bytes: Uint8Array, weights: Map<string, FloatTensor>, givenName?: string): void {
  const shape: number[] = [];
  const floats: Uint8Array[] = [];
  let [name, type, isExternal] = ['', 0, false];
  for (const field of readProtobufFields(bytes)) {
    if (field.number === 1) collect(field, shape);
    else if (field.number === 2 && field.kind === 'varint') type = Number(field.value);
    else if (field.number === 4 && field.kind !== 'varint') floats.push(field.value);
    else if (field.number === 8 && field.kind === 'bytes') name = text(field);
    else if (field.number === 9 && field.kind === 'bytes') floats.push(field.value);
    else if (field.number === 14 && field.kind === 'varint') isExternal = field.value !== 0n;
  }
  if (type !== float32) return;
  if (isExternal) throw new OnnxFileError(t('its weights are in a separate file; export the model as one file'));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length > 8 || shape.some((extent) => extent < 0) || size > maxElements)
    throw new OnnxFileError(t('the weight {0} is too large', name));
  const length = floats.reduce((sum, part) => sum + part.length, 0);
  if (length !== size * 4) throw new OnnxFileError(t('the weight {0} is truncated', name));
  weights.set(givenName ?? name, { shape, data: joinFloats(floats, size) });
}

/**
 * Copies little-endian floats. They cannot be used in place, because their offset in a file may not be a multiple of
 * 4.
 */
function joinFloats(parts: readonly Uint8Array[], size: number): Float32Array {
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
    if (integers.length === maxIntegers) throw new OnnxFileError(t('one of its lists is too long'));
    integers.push(value);
  }
}
