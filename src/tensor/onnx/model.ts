import { ProtobufWriter } from './protobuf';

/**
 * An ONNX model as plain data, and its bytes. Field numbers are those of onnx.proto3
 * (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */

export type OnnxType = 'float32' | 'uint8' | 'int8' | 'int32' | 'int64' | 'bool' | 'float16';

/** TensorProto.DataType. */
const typeCode: Readonly<Record<OnnxType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

/** Extents: a number is fixed, a string is the name of a dynamic one. */
export type OnnxShape = readonly (number | string)[];

export interface OnnxPort {
  readonly name: string;
  /** `sequence` is a list of float32 tensors. Outputs may omit the type: ONNX Runtime infers it. */
  readonly type?: OnnxType | 'sequence';
  /** Absent if ONNX Runtime may infer it. */
  readonly shape?: OnnxShape;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  /** Little-endian content. */
  readonly data: Uint8Array;
}

/** Returns the numbers of an int64 tensor. */
export function readInt64s({ data }: OnnxTensor): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.byteLength / 8 }, (_, index) => Number(view.getBigInt64(8 * index, true)));
}

/** Creates a one-dimensional int64 tensor. */
export function createInt64s(name: string, values: readonly number[]): OnnxTensor {
  const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, type: 'int64', shape: [values.length], data };
}

/** Integers are plain numbers, floats are `{ float }`. A graph attribute contains the body of Loop, Scan or If. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly type: OnnxType }
  | { readonly graph: OnnxGraph }
  | { readonly tensor: OnnxTensor };

export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  /** Empty for the standard operators; `com.microsoft` for ONNX Runtime's own. */
  readonly domain?: string;
  /** An empty string omits an optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/** The versions of a file: of the standard operators (opset) and of the file format (ir). */
export interface OnnxVersion {
  readonly opset: number;
  readonly ir: number;
}

/** The versions that this program writes by default. */
const ownVersion: OnnxVersion = { opset: 21, ir: 9 };

export interface EncodingOptions {
  readonly version?: OnnxVersion;
  /** Names and values for programs and people that read the file (`metadata_props`). */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Encodes a graph as an ONNX file. The file must be smaller than 2 GiB, the limit of Protocol Buffers. */
export function encodeModel(
  graph: OnnxGraph,
  { version: { opset, ir } = ownVersion, metadata = {} }: EncodingOptions = {},
): Uint8Array {
  const domains = new Set(['', ...graph.nodes.map((node) => node.domain ?? '')]);
  const model = new ProtobufWriter().int(1, ir).bytes(2, 'faceswap-workbench').bytes(7, encodeGraph(graph));
  for (const domain of domains) model.bytes(8, new ProtobufWriter().bytes(1, domain).int(2, domain === '' ? opset : 1));
  for (const [key, value] of Object.entries(metadata))
    model.bytes(14, new ProtobufWriter().bytes(1, key).bytes(2, value));
  return model.finish();
}

function encodeGraph(graph: OnnxGraph): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const node of graph.nodes) writer.bytes(1, encodeNode(node));
  writer.bytes(2, graph.name);
  for (const tensor of graph.initializers) writer.bytes(5, encodeTensor(tensor));
  for (const port of graph.inputs) writer.bytes(11, encodePort(port));
  for (const port of graph.outputs) writer.bytes(12, encodePort(port));
  return writer;
}

function encodeNode(node: OnnxNode): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const input of node.inputs) writer.bytes(1, input);
  for (const output of node.outputs) writer.bytes(2, output);
  writer.bytes(3, node.name).bytes(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) writer.bytes(5, encodeAttribute(name, value));
  if (node.domain) writer.bytes(7, node.domain);
  return writer;
}

/**
 * Encodes an AttributeProto: field 20 says which of the value fields holds (FLOAT 1, INT 2, STRING 3, TENSOR 4, GRAPH 5, FLOATS
 * 6, INTS 7).
 */
function encodeAttribute(name: string, value: OnnxAttribute): ProtobufWriter {
  const writer = new ProtobufWriter().bytes(1, name);
  if (typeof value === 'number') return writer.int(3, value).int(20, 2);
  if (typeof value === 'string') return writer.bytes(4, value).int(20, 3);
  if (Array.isArray(value)) return writer.packedInts(8, value as readonly number[]).int(20, 7);
  const record = value as Exclude<OnnxAttribute, number | string | readonly number[]>;
  if ('float' in record) return writer.float(2, record.float).int(20, 1);
  if ('tensor' in record) return writer.bytes(5, encodeTensor(record.tensor)).int(20, 4);
  if ('graph' in record) return writer.bytes(6, encodeGraph(record.graph)).int(20, 5);
  if ('type' in record) return writer.int(3, typeCode[record.type]).int(20, 2);
  for (const float of record.floats) writer.float(7, float);
  return writer.int(20, 6);
}

function encodeTensor(tensor: OnnxTensor): ProtobufWriter {
  const writer = new ProtobufWriter().packedInts(1, tensor.shape).int(2, typeCode[tensor.type]);
  return writer.bytes(8, tensor.name).bytes(9, tensor.data);
}

function encodePort(port: OnnxPort): ProtobufWriter {
  if (port.type === undefined) return new ProtobufWriter().bytes(1, port.name);
  const type = port.type === 'sequence' ? encodeSequenceType() : encodeTensorType(port.type, port.shape);
  return new ProtobufWriter().bytes(1, port.name).bytes(2, type);
}

function encodeTensorType(type: OnnxType, shape?: OnnxShape): ProtobufWriter {
  const tensor = new ProtobufWriter().int(1, typeCode[type]);
  if (shape) {
    const dimensions = new ProtobufWriter();
    for (const extent of shape) {
      const dimension = new ProtobufWriter();
      dimensions.bytes(1, typeof extent === 'number' ? dimension.int(1, extent) : dimension.bytes(2, extent));
    }
    tensor.bytes(2, dimensions);
  }
  return new ProtobufWriter().bytes(1, tensor);
}

function encodeSequenceType(): ProtobufWriter {
  return new ProtobufWriter().bytes(4, new ProtobufWriter().bytes(1, encodeTensorType('float32')));
}
