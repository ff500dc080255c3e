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

  constructor(
    private readonly tf: Tfjs,
    private readonly outputs: readonly Value[],
  ) {
    const graph = outputs[0]?.graph;
    const order = graph ? ancestors(graph, outputs) : [];
    for (const id of order) {
      const node = graph!.nodes[id]!;
      if (node.kind === 'constant') this.#constants.set(id, tf.keep(tfTensor(tf, node.data, node.shape, node.type)));
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
   * @param given Inputs and parameters by the ids of their nodes; they stay the caller's.
   */
  run(given: ReadonlyMap<number, TfTensor>): readonly TfTensor[] {
    const { tf } = this;
    return tf.tidy(() => {
      const tensors = new Map<number, TfTensor>([...this.#constants, ...given]);
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
