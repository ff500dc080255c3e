import { InferenceSession } from 'onnxruntime-node';
import { type ProtobufField, ProtobufWriter, readProtobufFields } from '../tensor/onnx/protobuf';

/** Shapes for the inputs of a model, by name. All of these inputs are float32. */
export type InputShapes = Readonly<Record<string, readonly number[]>>;

/**
 * Returns how many elements the tensors `names` of an ONNX model have, as ONNX Runtime infers it without computing anything, in
 * their order; an extent that is only known from the data counts as one.
 * @throws Error if ONNX Runtime cannot load the model
 */
export async function inferTensorSizes(
  model: Uint8Array,
  inputs: InputShapes,
  names: readonly string[],
): Promise<number[]> {
  const session = await InferenceSession.create(exposeTensors(model, inputs, names), {
    graphOptimizationLevel: 'disabled', // constants would be computed, however large
    logSeverityLevel: 4,
  });
  const shapes = new Map(
    session.outputMetadata.map((output) => [output.name, output.isTensor ? output.shape : []] as const),
  );
  await session.release();
  return names.map((name) =>
    (shapes.get(name) ?? []).reduce<number>((size, extent) => size * toKnownExtent(extent), 1),
  );
}

/** Returns the model with the given shapes for its inputs and with the tensors `names` as its outputs. */
function exposeTensors(model: Uint8Array, inputs: InputShapes, names: readonly string[]): Uint8Array {
  return copyMessage(model, (field, writer) => {
    if (field.number !== 7 || field.kind !== 'bytes') return false;
    const graph = copyMessage(field.value, ({ number, kind, value }) => {
      if (number === 12) return true;
      return number === 11 && kind === 'bytes' && isListed(inputs, value);
    });
    for (const [name, shape] of Object.entries(inputs)) graph.bytes(11, encodePort(name, shape));
    for (const name of names) graph.bytes(12, new ProtobufWriter().bytes(1, name));
    writer.bytes(7, graph);
    return true;
  }).finish();
}

/**
 * Copies the fields of a message, except those that `replace` replaces; fixed numbers, which no such message has, are left
 * out.
 */
function copyMessage(
  message: Uint8Array,
  replace: (field: ProtobufField, writer: ProtobufWriter) => boolean,
): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const field of readProtobufFields(message)) {
    if (replace(field, writer)) continue;
    if (field.kind === 'varint') writer.int(field.number, field.value);
    else if (field.kind === 'bytes') writer.bytes(field.number, field.value);
  }
  return writer;
}

function isListed(inputs: InputShapes, port: Uint8Array): boolean {
  const name = [...readProtobufFields(port)].find(({ number, kind }) => number === 1 && kind === 'bytes');
  return name?.kind === 'bytes' && Object.hasOwn(inputs, new TextDecoder().decode(name.value));
}

/** Encodes the ValueInfoProto of a float32 tensor. */
function encodePort(name: string, shape: readonly number[]): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const extent of shape) dimensions.bytes(1, new ProtobufWriter().int(1, extent));
  const tensor = new ProtobufWriter().int(1, 1).bytes(2, dimensions);
  return new ProtobufWriter().bytes(1, name).bytes(2, new ProtobufWriter().bytes(1, tensor));
}

function toKnownExtent(extent: number | string): number {
  return typeof extent === 'number' && extent > 0 ? extent : 1;
}
