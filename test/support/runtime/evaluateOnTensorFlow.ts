import * as tf from '@tensorflow/tfjs-core';
import { Interpreter } from '../../../src/runtime/tfjs/interpreter';
import { createTfTensor } from '../../../src/runtime/tfjs/tfTensor';
import type { Value } from '../../../src/tensor/graph';

import '@tensorflow/tfjs-backend-cpu';

/** Values of a graph without parameters, computed by TensorFlow.js in JavaScript. */
export function evaluateOnTensorFlow(
  outputs: Readonly<Record<string, Value>>,
  feeds: Readonly<Record<string, Float32Array>>,
): Readonly<Record<string, ArrayLike<number>>> {
  const { graph } = Object.values(outputs)[0]!;
  const interpreter = new Interpreter(tf, Object.values(outputs));
  const tensors = Object.entries(feeds).map(
    ([name, data]) => [name, createTfTensor(tf, data, graph.findNamed(name)!.shape, 'float32')] as const,
  );
  const given = new Map(tensors);
  const results = interpreter.run(given);
  const contents = Object.keys(outputs).map((name, index) => [name, results[index]!.dataSync()] as const);
  tf.dispose([...results, ...given.values()]);
  interpreter.dispose();
  return Object.fromEntries(contents);
}
