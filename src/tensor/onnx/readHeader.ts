import { t } from '../../shared/l10n';
import { type FileGraph, findBytes, listMessages, OnnxFileError, readFileGraph, text } from './fileGraph';
import { readProtobufFields } from './protobuf';

/** The inputs and outputs of an ONNX file and a summary of its nodes, without its weights. */
export interface OnnxHeader {
  readonly inputs: readonly OnnxTensorPort[];
  readonly outputs: readonly OnnxTensorPort[];
  /** The operators of all nodes. If one is not standard, its domain and a dot come first. */
  readonly operators: ReadonlySet<string>;
  /** The results of nodes that are not outputs. */
  readonly innerTensors: readonly string[];
  /** Whether weights are stored in another file. */
  readonly hasExternalWeights: boolean;
}

export interface OnnxTensorPort {
  readonly name: string;
  readonly isFloat32: boolean;
  /** An extent is undefined if the file does not specify it. */
  readonly shape: readonly (number | undefined)[];
}

const maxExtents = 8;

/** Reads a model of onnx.proto3. @throws OnnxFileError if the bytes are not an ONNX model or are damaged */
export function readOnnxHeader(bytes: Uint8Array): OnnxHeader {
  return readFileGraph(bytes, parseHeader);
}

function parseHeader(graph: FileGraph): OnnxHeader {
  const weights = new Set(graph.weights.map((tensor) => readText(tensor, 8)));
  const constants = graph.nodes.flatMap(({ attributes }) => attributes.flatMap(listAttributeTensors));
  const outputs = graph.outputs.map(parsePort);
  const results = new Set(graph.nodes.flatMap((node) => node.outputs));
  for (const name of ['', ...outputs.map(({ name }) => name)]) results.delete(name);
  return {
    // Old files list weights among the inputs.
    inputs: graph.inputs.map(parsePort).filter(({ name }) => !weights.has(name)),
    outputs,
    operators: new Set(graph.nodes.map(({ op }) => op)),
    innerTensors: [...results],
    hasExternalWeights: [...graph.weights, ...constants].some(isStoredExternally),
  };
}

/** Returns the tensors of an AttributeProto: one in field 5, several in field 10. */
function listAttributeTensors(attribute: Uint8Array): Uint8Array[] {
  return [...readProtobufFields(attribute)].flatMap((field) =>
    field.number === 5 || field.number === 10 ? listMessages(field) : [],
  );
}

/** Returns whether a TensorProto is stored externally: data_location 14, external_data 13. */
function isStoredExternally(tensor: Uint8Array): boolean {
  for (const field of readProtobufFields(tensor))
    if (field.number === 13 || (field.number === 14 && field.kind === 'varint' && field.value !== 0n)) return true;
  return false;
}

/** Parses a ValueInfoProto: name 1, type 2; of the type a tensor 1: element type 1, shape 2; of the shape dimensions 1. */
function parsePort(bytes: Uint8Array): OnnxTensorPort {
  const tensor = findBytes(findBytes(bytes, 2) ?? new Uint8Array(), 1) ?? new Uint8Array();
  const type = [...readProtobufFields(tensor)].find((field) => field.number === 1 && field.kind === 'varint');
  const shape = [...readProtobufFields(findBytes(tensor, 2) ?? new Uint8Array())].flatMap((field) =>
    field.number === 1 ? listMessages(field).map(parseExtent) : [],
  );
  if (shape.length > maxExtents) throw new OnnxFileError(t('one of its lists is too long'));
  return { name: readText(bytes, 1), isFloat32: type?.value === 1n, shape };
}

/** Parses a TensorShapeProto.Dimension: dim_value 1, or a name. */
function parseExtent(dimension: Uint8Array): number | undefined {
  for (const field of readProtobufFields(dimension))
    if (field.number === 1 && field.kind === 'varint') return Number(BigInt.asIntN(64, field.value));
  return undefined;
}

function readText(bytes: Uint8Array, number: number): string {
  for (const field of readProtobufFields(bytes))
    if (field.number === number && field.kind === 'bytes') return text(field);
  return '';
}
