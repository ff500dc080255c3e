import type { OperatorNode, Value } from '../../tensor/graph';
import { ancestors } from '../../tensor/lowering/lower';
import type { Kernel, Tfjs, TfTensor } from './kernels/kernel';
import { kernelNamed } from './kernels/table';
import { tfTensor } from './kernels/types';

/** One operator node, and what nobody needs once it is computed. */
interface Instruction {
  readonly id: number;
  readonly node: OperatorNode;
  readonly kernel: Kernel;
  readonly lastUses: readonly number[];
}

/**
 * Computes values of one graph on TensorFlow.js, node after node, as often as asked. A node's tensor is disposed of
 * after its last use, so that memory peaks where the graph's own does.
 */
export class Interpreter {
  readonly #instructions: readonly Instruction[];
  readonly #constants = new Map<number, TfTensor>();
  /** Ids of the inputs and parameters that are read. */
  readonly #sources = new Map<string, number>();

  constructor(
    private readonly tf: Tfjs,
    private readonly outputs: readonly Value[],
  ) {
    const graph = outputs[0]?.graph;
    const order = graph ? ancestors(graph, outputs) : [];
    for (const id of order) {
      const node = graph!.nodes[id]!;
      if (node.kind === 'constant') this.#constants.set(id, tf.keep(tfTensor(tf, node.data, node.shape, node.type)));
      else if (node.kind !== 'operator') this.#sources.set(node.name, id);
    }
    const wanted = new Set(outputs.map((output) => output.id));
    const seen = new Set<number>();
    const backwards = [...order].reverse().flatMap((id): Instruction[] => {
      const node = graph!.nodes[id]!;
      if (node.kind !== 'operator') return [];
      const lastUses = [...new Set(node.inputs)].filter((input) => {
        const passing = graph!.nodes[input]!.kind === 'operator' && !wanted.has(input) && !seen.has(input);
        seen.add(input);
        return passing;
      });
      return [{ id, node, kernel: kernelNamed(node.op), lastUses }];
    });
    this.#instructions = backwards.reverse();
  }

  /**
   * The outputs, in their order; they are the caller's to dispose of.
   * @param given inputs and parameters by name; they stay the caller's
   */
  run(given: ReadonlyMap<string, TfTensor>): readonly TfTensor[] {
    const { tf } = this;
    return tf.tidy(() => {
      const tensors = new Map(this.#constants);
      for (const [name, id] of this.#sources) tensors.set(id, given.get(name) ?? fail(name));
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

function fail(name: string): never {
  throw new Error(`the graph reads ${name}, which is not given`);
}
