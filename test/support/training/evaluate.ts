import { createTensor, openSession } from '../../../src/runtime/session';
import type { Value } from '../../../src/tensor/graph';
import { buildInference } from '../../../src/tensor/inferenceModel';

/** The content of values of a graph, computed by ONNX Runtime from its float32 and uint8 inputs. */
export async function evaluate<Name extends string>(
  outputs: Readonly<Record<Name, Value>>,
  feeds: Readonly<Record<string, Float32Array | Uint8Array>>,
): Promise<Record<Name, Float32Array>> {
  const model = buildInference(outputs);
  const session = await openSession(model.bytes, { threads: 1 });
  try {
    const given = Object.entries(model.inputs).map(([name, { shape, type }]) => [
      name,
      createTensor(type, feeds[name]!, shape),
    ]);
    const results = await session.run(Object.fromEntries(given));
    return Object.fromEntries(Object.keys(outputs).map((name) => [name, results[name]!.data])) as never;
  } finally {
    await session.release();
  }
}
