import { countFlops } from '../../tensor/flops';
import { Graph, type GraphNode, getName, type Value } from '../../tensor/graph';
import { collectAncestors } from '../../tensor/lowering/lower';
import { countElements } from '../../tensor/shapes';
import type { Model, Side } from './model';

export interface LayerSummary {
  readonly layer: string;
  /** What it makes of one face. */
  readonly output: readonly number[];
  readonly parameters: number;
}

/** A network in figures. */
export interface ModelSummary {
  /** Of one face, [height, width, channels]. */
  readonly input: readonly number[];
  /** Of each picture that a decoder makes of one face. */
  readonly outputs: readonly (readonly number[])[];
  /** Numbers that training changes, of the encoder and both decoders. */
  readonly parameters: number;
  /**
   * 10^9 operations of the convolutions and matrix products for one face through the encoder and decoder B, a multiply
   * and an add counted as two. Training costs about three times that for each face.
   */
  readonly gflop_per_face: number;
  readonly layers: readonly LayerSummary[];
}

/** @param learnMask whether it draws masks too (`learn_mask`) */
export function summarizeModel(model: Model, learnMask: boolean): ModelSummary {
  const graph = new Graph();
  const faces = graph.input('faces', [1, model.inputSize, model.inputSize, 3]);
  const code = model.encode(faces);
  const buildOutputs = (side: Side) => [
    ...model.decode(code, side),
    ...(learnMask ? [model.decodeMask(code, side)] : []),
  ];
  const [, outputs] = [buildOutputs('a'), buildOutputs('b')];
  const layers = listLayers(graph);
  const operations = collectAncestors(graph, outputs).map((id) => countFlops(graph, graph.nodes[id]!));
  return {
    input: faces.shape.slice(1),
    outputs: outputs.map(({ shape }) => shape.slice(1)),
    parameters: sum(layers.map(({ parameters }) => parameters)),
    gflop_per_face: sum(operations) / 1e9,
    layers,
  };
}

/** Lists the layers. Parameters belong to one layer if their names are equal up to the last slash: `encoder/conv_0/kernel` and `encoder/conv_0/bias`. */
function listLayers(graph: Graph): LayerSummary[] {
  const layers = new Map<string, Value[]>();
  for (const parameter of graph.parameters) {
    const name = getName(parameter);
    const layer = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    layers.set(layer, [...(layers.get(layer) ?? []), parameter]);
  }
  return [...layers].map(([layer, parameters]) => ({
    layer,
    output: findOutputShape(graph, parameters).slice(1),
    parameters: sum(parameters.map(({ shape }) => countElements(shape))),
  }));
}

/** Returns the shape of the first node that reads one of `parameters`. */
function findOutputShape(graph: Graph, parameters: readonly Value[]): readonly number[] {
  const ids = parameters.map(({ id }) => id);
  const readsParameter = (node: GraphNode) => node.kind === 'operator' && node.inputs.some((id) => ids.includes(id));
  return graph.nodes.find(readsParameter)?.shape ?? [];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
