import { Graph, type GraphNode, getName, type Shape } from '../../../src/tensor/graph';
import type { Model } from '../../../src/training/models/model';

/** Consecutive layers that read tensors of one shape: that of one face, [height, width, channels] or [units]. */
export interface Stage {
  readonly shape: Shape;
  /** The number of layers that read a tensor of this shape; 0 for the output of the part. */
  readonly layers: number;
}

/** A part of a network, named by the first word of its layers' names: `encoder`, `decoder_a`. */
export interface Part {
  readonly name: string;
  /** In the order of the computation. */
  readonly stages: readonly Stage[];
  /** Names of the parts that it reads from. */
  readonly sources: readonly string[];
}

/** Returns the parts of a network without its mask branches; a part comes after those whose results it reads. */
export function listNetworkParts(model: Model): Part[] {
  const graph = new Graph();
  const code = model.encode(graph.input('faces', [1, model.inputSize, model.inputSize, 3]));
  const faces = (['a', 'b'] as const).flatMap((side) => model.decode(code, side).slice(-1));
  const owners = findOwners(graph);
  const names = [...new Set(graph.parameters.map((parameter) => getPartName(getName(parameter))))];
  return names.map((name) => {
    const readers = findReaders(graph, name);
    const read = new Set(readers.flatMap(({ inputs: [x] }) => [...owners[x!]!]));
    const outputs = faces.filter((face) => owners[face.id]!.has(name)).slice(0, 1);
    return {
      name,
      stages: [
        ...groupEqualShapes(
          keepFirstOfEachLayer(graph, readers).map(({ inputs: [x] }) => graph.nodes[x!]!.shape.slice(1)),
        ),
        ...outputs.map(({ shape }) => ({ shape: shape.slice(1), layers: 0 })),
      ],
      sources: names.filter((other) => other !== name && read.has(other)),
    };
  });
}

type OperatorNode = Extract<GraphNode, { kind: 'operator' }>;

function getPartName(parameter: string): string {
  return parameter.slice(0, parameter.indexOf('/'));
}

/** Returns the nodes that combine a tensor with parameters of a part. */
function findReaders(graph: Graph, part: string): OperatorNode[] {
  return graph.nodes.filter(
    (node): node is OperatorNode =>
      node.kind === 'operator' &&
      graph.nodes[node.inputs[0]!]?.kind !== 'parameter' &&
      listParameters(graph, node).some((name) => getPartName(name) === part),
  );
}

/** Returns the nodes that are the first to read the parameters of a layer. */
function keepFirstOfEachLayer(graph: Graph, readers: readonly OperatorNode[]): OperatorNode[] {
  const layers = readers.map((node) => getLayerName(listParameters(graph, node)[0]!));
  return readers.filter((_, i) => layers.indexOf(layers[i]!) === i);
}

function getLayerName(parameter: string): string {
  return parameter.slice(0, parameter.lastIndexOf('/'));
}

function listParameters(graph: Graph, { inputs }: OperatorNode): string[] {
  return inputs.map((id) => graph.nodes[id]!).flatMap((node) => (node.kind === 'parameter' ? node.name : []));
}

/** Returns for each node the parts that its value comes from, without a layer of another part in between. */
function findOwners(graph: Graph): ReadonlySet<string>[] {
  const owners: Set<string>[] = [];
  for (const node of graph.nodes) {
    const parts = node.kind === 'operator' ? listParameters(graph, node).map(getPartName) : [];
    const inherited = node.kind === 'operator' ? node.inputs.flatMap((id) => [...owners[id]!]) : [];
    owners.push(new Set(parts.length > 0 ? parts : inherited));
  }
  return owners;
}

/** Returns the shapes with equal neighbors counted together. */
function groupEqualShapes(shapes: readonly Shape[]): Stage[] {
  const runs: Stage[] = [];
  for (const shape of shapes) {
    const last = runs.at(-1);
    if (last?.shape.join() === shape.join()) runs.splice(-1, 1, { shape, layers: last.layers + 1 });
    else runs.push({ shape, layers: 1 });
  }
  return runs;
}
