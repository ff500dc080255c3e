import type { TrainOptions } from '../options/trainOptions';
import { Graph, type Value } from '../tensor/graph';
import { add, cast, concat, mean, multiply, reverse, split } from '../tensor/ops';
import { weightedLosses } from './losses';
import { faceMasks, scoring } from './losses/weighting';
import type { Model, Side } from './models/model';

/** A step's graph. Inputs, per side s: `input_s`, `target_s` RGB and `masks_s`, uint8 [N, edge, edge, 3]. */
export interface TrainingGraph {
  readonly graph: Graph;
  /** [] each. */
  readonly lossA: Value;
  readonly lossB: Value;
  /** [], their sum: what is minimised. */
  readonly total: Value;
  /** [] each, what the losses are made of before their weights: `ssim_a`, `ssim_b`, `mse_a`, … */
  readonly parts: Readonly<Record<string, Value>>;
}

/** The forward pass of one step over `batchSize` faces a side, down to the losses. */
export function trainingGraph(model: Model, options: TrainOptions['global.loss'], batchSize: number): TrainingGraph {
  const graph = new Graph();
  const faces = bothSides(graph, 'input', batchSize, model.inputSize);
  const targets = bothSides(graph, 'target', batchSize, model.outputSize);
  const masks = faceMasks(bothSides(graph, 'masks', batchSize, model.outputSize));
  const [codeA, codeB] = split(model.encode(modelFaces(faces)), [batchSize, batchSize], 0);
  const made = concat([model.decode(codeA!, 'a'), model.decode(codeB!, 'b')], 0);
  const wanted = modelFaces(targets);
  const score = scoring(masks, options);
  const terms = weightedLosses(options).map(({ name, loss, weight }) => ({
    name,
    weight,
    sides: split(score(loss, made, wanted), [batchSize, batchSize], 0).map((scores) => mean(scores)),
  }));
  const [lossA, lossB] = [0, 1].map((side) =>
    terms.map(({ sides, weight }) => multiply(sides[side]!, weight)).reduce(add),
  ) as [Value, Value];
  const parts = terms.flatMap(({ name, sides: [a, b] }) => [[`${name}_a`, a!] as const, [`${name}_b`, b!] as const]);
  return { graph, lossA, lossB, total: add(lossA, lossB), parts: Object.fromEntries(parts) };
}

/** A graph that turns faces into the likeness of a side: input `faces` uint8 RGB, output uint8 RGB. */
export function swapGraph(model: Model, side: Side, batchSize: number): { graph: Graph; swapped: Value } {
  const graph = new Graph();
  const faces = graph.input('faces', [batchSize, model.inputSize, model.inputSize, 3], 'uint8');
  const made = model.decode(model.encode(modelFaces(faces)), side);
  const rounded = add(multiply(reverse(made, -1), 255), 0.5); // the cast to uint8 cuts off
  return { graph, swapped: cast(rounded, 'uint8') };
}

function bothSides(graph: Graph, name: string, batchSize: number, edge: number): Value {
  const input = (side: Side) => graph.input(`${name}_${side}`, [batchSize, edge, edge, 3], 'uint8');
  return concat([input('a'), input('b')], 0);
}

/** RGB bytes to what models see: BGR, 0..1. */
function modelFaces(faces: Value): Value {
  return multiply(cast(reverse(faces, -1), 'float32'), 1 / 255);
}
