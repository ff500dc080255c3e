import { Graph, type Value } from '../../tensor/graph';
import { add, cast, multiply, reverse } from '../../tensor/ops';
import { decodeFace, type Model, type Side } from './model';

/** Graph that swaps faces, with the mask if the model predicts one. */
export interface SwapGraph {
  readonly graph: Graph;
  /** uint8 RGB [N, outputSize, outputSize, 3] */
  readonly swapped: Value;
  /** uint8 [N, outputSize, outputSize, 1] */
  readonly mask: Value;
}

/** Builds a graph that turns faces into a side. Its input is `faces`, uint8 RGB. Only the outputs that are used are computed. */
export function buildSwapGraph(model: Model, side: Side, batchSize: number): SwapGraph {
  const { graph, code } = encodeFaces(model, batchSize);
  return { graph, swapped: decodeToBytes(model, code, side), mask: toBytes(model.decodeMask(code, side)) };
}

/** Builds a graph that turns faces into both sides, uint8 RGB [N, outputSize, outputSize, 3] each. */
export function buildBothSidesGraph(model: Model, batchSize: number): Readonly<Record<Side, Value>> {
  const { code } = encodeFaces(model, batchSize);
  return { a: decodeToBytes(model, code, 'a'), b: decodeToBytes(model, code, 'b') };
}

function encodeFaces(model: Model, batchSize: number): { readonly graph: Graph; readonly code: Value } {
  const graph = new Graph();
  const faces = graph.input('faces', [batchSize, model.inputSize, model.inputSize, 3], 'uint8');
  return { graph, code: model.encode(toModelInput(faces)) };
}

function decodeToBytes(model: Model, code: Value, side: Side): Value {
  return toBytes(reverse(decodeFace(model, code, side), -1));
}

/** Scales 0..1 to bytes. Adding 0.5 rounds, because the cast truncates. */
function toBytes(shares: Value): Value {
  return cast(add(multiply(shares, 255), 0.5), 'uint8');
}

/** Converts RGB bytes to the input of models: BGR, 0..1. */
export function toModelInput(faces: Value): Value {
  return multiply(cast(reverse(faces, -1), 'float32'), 1 / 255);
}
