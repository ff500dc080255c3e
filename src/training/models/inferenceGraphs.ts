import { Graph, type Value } from '../../tensor/graph';
import { add, cast, multiply, reverse } from '../../tensor/ops';
import { decodedFace, type Model, type Side } from './model';

/** A face in the likeness of a side, and its mask where that is learnt and wanted. */
export interface SwapGraph {
  readonly graph: Graph;
  /** uint8 RGB [N, outputSize, outputSize, 3] */
  readonly swapped: Value;
  /** uint8 [N, outputSize, outputSize, 1] */
  readonly mask: Value;
}

/** A graph that turns faces into the likeness of a side: input `faces`, uint8 RGB. Only what is asked of it is computed. */
export function buildSwapGraph(model: Model, side: Side, batchSize: number): SwapGraph {
  const { graph, code } = encodeFaces(model, batchSize);
  return { graph, swapped: decodeToBytes(model, code, side), mask: toBytes(model.decodeMask(code, side)) };
}

/** The same faces in the likeness of both sides, uint8 RGB [N, outputSize, outputSize, 3] each. */
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
  return toBytes(reverse(decodedFace(model, code, side), -1));
}

/** 0..1 to 0..255; the cast cuts off. */
function toBytes(shares: Value): Value {
  return cast(add(multiply(shares, 255), 0.5), 'uint8');
}

/** RGB bytes to what models see: BGR, 0..1. */
export function toModelInput(faces: Value): Value {
  return multiply(cast(reverse(faces, -1), 'float32'), 1 / 255);
}
