import { t } from '../../shared/l10n';
import { ProtobufError, type ProtobufField, readProtobufFields } from './protobuf';

/** The graph of an ONNX file, split into messages that are not parsed yet. Field numbers are those of onnx.proto3. */
export interface FileGraph {
  readonly nodes: readonly FileNode[];
  /** A TensorProto each. */
  readonly weights: readonly Uint8Array[];
  /** A ValueInfoProto each. */
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}

export interface FileNode {
  /** The operator. If it is not a standard one, its domain and a dot come first. */
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** An AttributeProto each. */
  readonly attributes: readonly Uint8Array[];
}

/** Says why a file cannot be used: a clause in the user's language that follows the file's name. */
export class OnnxFileError extends Error {
  override readonly name = 'OnnxFileError';
}

/** Maximum number of nodes, weights, inputs and outputs together. */
const maxParts = 20_000;

/** Parses the graph of a model with `read`. @throws OnnxFileError if the bytes are not an ONNX model or are damaged */
export function readFileGraph<T>(bytes: Uint8Array, read: (graph: FileGraph) => T): T {
  try {
    const graph = findBytes(bytes, 7);
    if (!graph) throw new OnnxFileError(t('it is not an ONNX model'));
    return read(parseGraph(graph));
  } catch (error) {
    if (error instanceof ProtobufError) throw new OnnxFileError(t('it is damaged or not an ONNX model'));
    throw error;
  }
}

function parseGraph(graph: Uint8Array): FileGraph {
  const nodes: FileNode[] = [];
  const [weights, inputs, outputs]: Uint8Array[][] = [[], [], []];
  const others: Readonly<Record<number, Uint8Array[] | undefined>> = { 5: weights, 11: inputs, 12: outputs };
  let count = 0;
  for (const { number, kind, value } of readProtobufFields(graph)) {
    if (kind !== 'bytes') continue;
    if (number === 1) nodes.push(parseNode(value));
    else others[number]?.push(value);
    if (++count > maxParts) throw new OnnxFileError(t('it has too many layers'));
  }
  return { nodes, weights: weights!, inputs: inputs!, outputs: outputs! };
}

function parseNode(bytes: Uint8Array): FileNode {
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes: Uint8Array[] = [];
  let [op, domain] = ['', ''];
  for (const field of readProtobufFields(bytes)) {
    if (field.number === 1) inputs.push(text(field));
    else if (field.number === 2) outputs.push(text(field));
    else if (field.number === 4) op = text(field);
    else if (field.number === 5) attributes.push(...listMessages(field));
    else if (field.number === 7) domain = text(field);
  }
  return { op: domain === '' || domain === 'ai.onnx' ? op : `${domain}.${op}`, inputs, outputs, attributes };
}

/**
 * Returns the bytes of a field. If a message has it several times, the last one counts, as Protocol Buffers require.
 */
export function findBytes(bytes: Uint8Array, number: number): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  for (const field of readProtobufFields(bytes))
    if (field.number === number && field.kind === 'bytes') found = field.value;
  return found;
}

/** Returns the message in a field, or nothing if the field is a number. */
export function listMessages(field: ProtobufField): Uint8Array[] {
  return field.kind === 'bytes' ? [field.value] : [];
}

const utf8 = new TextDecoder();

/** Returns the text of a field of bytes. */
export function text(field: ProtobufField): string {
  return field.kind === 'varint' ? '' : utf8.decode(field.value);
}
