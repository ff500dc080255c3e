import type { GraphNode, OperatorNode, Value } from '../../tensor/graph';
import { collectAncestors } from '../../tensor/lowering/lower';
import { getKernel, type Kernel } from './kernels';
import { createTfTensor, type Tfjs, type TfTensor } from './tfTensor';

/** One operator node, and the nodes whose results are not needed after it. */
interface Instruction {
  readonly id: number;
  readonly node: OperatorNode;
  readonly kernel: Kernel;
  readonly lastUses: readonly number[];
}

/**
 * Computes values of one graph on TensorFlow.js, node after node. Each tensor is disposed of after its last use, so
 * that no more memory is taken than the graph needs.
 */
export class Interpreter {
  readonly #instructions: readonly Instruction[];
  readonly #constants = new Map<number, TfTensor>();
  /** Ids of the inputs and parameters that are read, by name. */
  readonly #sources = new Map<string, number>();

  constructor(
    private readonly tf: Tfjs,
    private readonly outputs: readonly Value[],
  ) {
    this.#instructions = planInstructions(outputs);
    for (const { node, id } of collectNodes(outputs))
      if (node.kind === 'constant')
        this.#constants.set(id, tf.keep(createTfTensor(tf, node.data, node.shape, node.type)));
      else if (node.kind !== 'operator') this.#sources.set(node.name, id);
  }

  /**
   * Returns the outputs in their order. The caller must dispose of them.
   * @param given inputs and parameters by name. They still belong to the caller
   */
  run(given: ReadonlyMap<string, TfTensor>): readonly TfTensor[] {
    const { tf } = this;
    return tf.tidy(() => {
      const tensors = new Map(this.#constants);
      for (const [name, id] of this.#sources) tensors.set(id, given.get(name) ?? throwMissing(name));
      for (const { id, node, kernel, lastUses } of this.#instructions) {
        const inputs = node.inputs.map((input) => tensors.get(input)!);
        tensors.set(
          id,
          tf.tidy(() => kernel(tf, inputs, node.attributes)),
        );
        for (const used of lastUses) {
          tensors.get(used)!.dispose();
          tensors.delete(used);
        }
      }
      return this.outputs.map((output) => tf.clone(tensors.get(output.id)!));
    });
  }

  dispose(): void {
    for (const constant of this.#constants.values()) constant.dispose();
  }
}

interface NumberedNode {
  readonly id: number;
  readonly node: GraphNode;
}

/** Returns the outputs and all nodes that they depend on, each node after its inputs. */
function collectNodes(outputs: readonly Value[]): readonly NumberedNode[] {
  const graph = outputs[0]?.graph;
  return graph ? collectAncestors(graph, outputs).map((id) => ({ id, node: graph.nodes[id]! })) : [];
}

/** Walks from the last node to the first, so that the first use of a node that it finds is the last use. */
function planInstructions(outputs: readonly Value[]): readonly Instruction[] {
  const nodes = collectNodes(outputs);
  const disposable = new Set(nodes.flatMap(({ node, id }) => (node.kind === 'operator' ? [id] : [])));
  for (const output of outputs) disposable.delete(output.id);
  const instructions: Instruction[] = [];
  for (const { id, node } of [...nodes].reverse()) {
    if (node.kind !== 'operator') continue;
    const lastUses = node.inputs.filter((input) => disposable.delete(input));
    instructions.push({ id, node, kernel: getKernel(node.op), lastUses });
  }
  return instructions.reverse();
}

function throwMissing(name: string): never {
  throw new Error(`the graph reads ${name}, which is not given`);
}
