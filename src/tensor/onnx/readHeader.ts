import { t } from '../../shared/l10n';
import { ProtobufFault, type ProtobufField, protobufFields } from './protobufReader';
import { OnnxFault, only, text } from './readModel';

/** What an ONNX file takes and gives, and what it is made of, without its weights. */
export interface OnnxHeader {
  readonly inputs: readonly OnnxTensorPort[];
  readonly outputs: readonly OnnxTensorPort[];
  /** Of all its nodes; those that are not standard ones after their domain and a dot. */
  readonly operators: ReadonlySet<string>;
  /** The tensors between them: what nodes make that is no output. */
  readonly inner: readonly string[];
  /** Whether weights are in another file. */
  readonly readsOtherFiles: boolean;
}

export interface OnnxTensorPort {
  readonly name: string;
  readonly isFloat32: boolean;
  /** An extent that the file leaves open is undefined. */
  readonly shape: readonly (number | undefined)[];
}

const mostNodes = 20_000;
const mostExtents = 8;

/** Reads a model of onnx.proto3. @throws OnnxFault for anything else, however it is damaged */
export function readOnnxHeader(bytes: Uint8Array): OnnxHeader {
  try {
    const graph = only(bytes, 7);
    if (!graph) throw new OnnxFault(t('it is not an ONNX model'));
    return headerOf(graph);
  } catch (error) {
    if (error instanceof ProtobufFault) throw new OnnxFault(t('it is not an ONNX model, or damaged'));
    throw error;
  }
}

function headerOf(graph: Uint8Array): OnnxHeader {
  const ports: { readonly inputs: OnnxTensorPort[]; readonly outputs: OnnxTensorPort[] } = { inputs: [], outputs: [] };
  const [operators, weights, made] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let [nodes, readsOtherFiles] = [0, false];
  for (const field of protobufFields(graph)) {
    if (field.kind !== 'bytes') continue;
    if (field.number === 1) {
      const { operator, results, tensors } = nodeOf(field.value);
      operators.add(operator);
      for (const name of results) made.add(name);
      readsOtherFiles ||= tensors.some((tensor) => isElsewhere(tensor));
    } else if (field.number === 5) {
      weights.add(nameOf(field.value, 8));
      readsOtherFiles ||= isElsewhere(field.value);
    } else if (field.number === 11) ports.inputs.push(portOf(field.value));
    else if (field.number === 12) ports.outputs.push(portOf(field.value));
    if (++nodes > mostNodes) throw new OnnxFault(t('it has too many layers'));
  }
  // Old files list their weights among the inputs.
  const inputs = ports.inputs.filter(({ name }) => !weights.has(name));
  for (const name of ['', ...ports.outputs.map(({ name }) => name)]) made.delete(name);
  return { inputs, outputs: ports.outputs, operators, inner: [...made], readsOtherFiles };
}

interface HeaderNode {
  readonly operator: string;
  /** Names of what it makes. */
  readonly results: readonly string[];
  /** Its own constants. */
  readonly tensors: readonly Uint8Array[];
}

function nodeOf(bytes: Uint8Array): HeaderNode {
  const fields = [...protobufFields(bytes)];
  const [operator, domain] = [nameOf(bytes, 4), nameOf(bytes, 7)];
  const attributes = fields.flatMap((field) => (field.number === 5 ? embedded(field) : []));
  const tensors = attributes.flatMap((attribute) =>
    [...protobufFields(attribute)].flatMap((field) =>
      field.number === 5 || field.number === 10 ? embedded(field) : [],
    ),
  );
  return {
    operator: domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`,
    results: fields.flatMap((field) => (field.number === 2 ? [text(field)] : [])),
    tensors,
  };
}

/** TensorProto: data_location 14, external_data 13. */
function isElsewhere(tensor: Uint8Array): boolean {
  for (const field of protobufFields(tensor))
    if (field.number === 13 || (field.number === 14 && field.kind === 'varint' && field.value !== 0n)) return true;
  return false;
}

/** ValueInfoProto: name 1, type 2; of the type a tensor 1: element type 1, shape 2; of the shape dimensions 1. */
function portOf(bytes: Uint8Array): OnnxTensorPort {
  const tensor = only(only(bytes, 2) ?? new Uint8Array(), 1) ?? new Uint8Array();
  const type = [...protobufFields(tensor)].find((field) => field.number === 1 && field.kind === 'varint');
  const shape = [...protobufFields(only(tensor, 2) ?? new Uint8Array())].flatMap((field) =>
    field.number === 1 ? embedded(field).map(extentOf) : [],
  );
  if (shape.length > mostExtents) throw new OnnxFault(t('one of its lists is too long'));
  return { name: nameOf(bytes, 1), isFloat32: type?.value === 1n, shape };
}

/** TensorShapeProto.Dimension: dim_value 1, or a name. */
function extentOf(dimension: Uint8Array): number | undefined {
  for (const field of protobufFields(dimension))
    if (field.number === 1 && field.kind === 'varint') return Number(BigInt.asIntN(64, field.value));
  return undefined;
}

function embedded(field: ProtobufField): Uint8Array[] {
  return field.kind === 'bytes' ? [field.value] : [];
}

function nameOf(bytes: Uint8Array, number: number): string {
  for (const field of protobufFields(bytes)) if (field.number === number && field.kind === 'bytes') return text(field);
  return '';
}
