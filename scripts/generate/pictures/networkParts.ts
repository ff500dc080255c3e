import { Graph, type GraphNode, getName, type Shape } from '../../../src/tensor/graph';
import type { Model } from '../../../src/training/models/model';

/** What some layers work on: the shape of one face's tensor, [height, width, channels] or [units]. */
export interface Stage {
  readonly shape: Shape;
  /** Layers that read a tensor of this shape, one after the other; 0 for what comes out. */
  readonly layers: number;
}

/** A part of a network, by the first word of its layers' names: `encoder`, `decoder_a`. */
export interface Part {
  readonly name: string;
  /** In the order of the computation. */
  readonly stages: readonly Stage[];
  /** Names of the parts that it reads from. */
  readonly sources: readonly string[];
}

/** The parts of a network without its mask branches, inputs before users. */
export function listNetworkParts(model: Model): Part[] {
  const graph = new Graph();
  const code = model.encode(graph.input('faces', [1, model.inputSize, model.inputSize, 3]));
  const faces = (['a', 'b'] as const).flatMap((side) => model.decode(code, side).slice(-1));
  const owners = ownersOf(graph);
  const names = [...new Set(graph.parameters.map((parameter) => partOf(getName(parameter))))];
  return names.map((name) => {
    const readers = readersOf(graph, name);
    const read = new Set(readers.flatMap(({ inputs: [x] }) => [...owners[x!]!]));
    const made = faces.filter((face) => owners[face.id]!.has(name)).slice(0, 1);
    return {
      name,
      stages: [
        ...runsOf(firstOfEach(graph, readers).map(({ inputs: [x] }) => graph.nodes[x!]!.shape.slice(1))),
        ...made.map(({ shape }) => ({ shape: shape.slice(1), layers: 0 })),
      ],
      sources: names.filter((other) => other !== name && read.has(other)),
    };
  });
}

type OperatorNode = Extract<GraphNode, { kind: 'operator' }>;

function partOf(parameter: string): string {
  return parameter.slice(0, parameter.indexOf('/'));
}

/** The nodes that bring a tensor and parameters of a part together. */
function readersOf(graph: Graph, part: string): OperatorNode[] {
  return graph.nodes.filter(
    (node): node is OperatorNode =>
      node.kind === 'operator' &&
      graph.nodes[node.inputs[0]!]?.kind !== 'parameter' &&
      parametersOf(graph, node).some((name) => partOf(name) === part),
  );
}

/** Those that are the first to read the parameters of a layer. */
function firstOfEach(graph: Graph, readers: readonly OperatorNode[]): OperatorNode[] {
  const layers = readers.map((node) => layerOf(parametersOf(graph, node)[0]!));
  return readers.filter((_, i) => layers.indexOf(layers[i]!) === i);
}

function layerOf(parameter: string): string {
  return parameter.slice(0, parameter.lastIndexOf('/'));
}

function parametersOf(graph: Graph, { inputs }: OperatorNode): string[] {
  return inputs.map((id) => graph.nodes[id]!).flatMap((node) => (node.kind === 'parameter' ? node.name : []));
}

/** For each node the parts whose layers it comes from, without any other layer between. */
function ownersOf(graph: Graph): ReadonlySet<string>[] {
  const owners: Set<string>[] = [];
  for (const node of graph.nodes) {
    const parts = node.kind === 'operator' ? parametersOf(graph, node).map(partOf) : [];
    const inherited = node.kind === 'operator' ? node.inputs.flatMap((id) => [...owners[id]!]) : [];
    owners.push(new Set(parts.length > 0 ? parts : inherited));
  }
  return owners;
}

/** Equal neighbours counted together. */
function runsOf(shapes: readonly Shape[]): Stage[] {
  const runs: Stage[] = [];
  for (const shape of shapes) {
    const last = runs.at(-1);
    if (last?.shape.join() === shape.join()) runs.splice(-1, 1, { shape, layers: last.layers + 1 });
    else runs.push({ shape, layers: 1 });
  }
  return runs;
}
