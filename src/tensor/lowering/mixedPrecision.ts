import type { Graph, OperatorNode } from '../graph';
import type { OnnxBuilder, OnnxValue } from '../onnx/builder';

/** The operators that float16 makes faster: products of weights, activations and their gradients. */
const products: ReadonlySet<string> = new Set(['conv2d', 'conv2dInputGradient', 'conv2dFilterGradient', 'matmul']);

/** Operators that lose no accuracy in float16. They stay in float16 between two products, which saves casts. */
const halfSafeOperators: ReadonlySet<string> = new Set([
  ...['reshape', 'transpose', 'broadcastTo', 'concat', 'slice', 'pad', 'gather', 'stopGradient'],
  ...['add', 'subtract', 'multiply', 'negate', 'maximum', 'minimum', 'relu', 'leakyRelu', 'where'],
  ...['greater', 'greaterEqual', 'less', 'lessEqual'],
]);

/**
 * Decides which values of a graph are float16 (Micikevicius et al. 2018, "Mixed precision training", arXiv 1710.03740).
 * Weights, losses, sums, final gradients and all updates stay float32. So do products with a constant, because they
 * belong to losses. Casts are added where a value is needed in the other precision.
 */
export class MixedPrecision {
  readonly #halves = new Map<number, OnnxValue>();
  readonly #casts = new Map<number, OnnxValue>();

  isHalf(id: number): boolean {
    return this.#halves.has(id);
  }

  addHalf(id: number, name: OnnxValue): void {
    this.#halves.set(id, name);
  }

  /** Returns whether a node is computed in float16. */
  computesInHalf(graph: Graph, { op, inputs }: OperatorNode): boolean {
    const isConstant = (id: number) => graph.nodes[id]!.kind === 'constant';
    if (products.has(op)) return !inputs.some(isConstant);
    const floats = inputs.filter((id) => graph.nodes[id]!.type === 'float32');
    return (
      halfSafeOperators.has(op) &&
      floats.some((id) => this.isHalf(id)) &&
      floats.every((id) => this.isHalf(id) || isConstant(id))
    );
  }

  /** Returns the name of a value as float16. `full` is its name as float32, if it has one. */
  castToHalf(onnx: OnnxBuilder, id: number, castToFloat32: OnnxValue | undefined): OnnxValue {
    const known = this.#halves.get(id) ?? this.#casts.get(id);
    if (known !== undefined) return known;
    const cast = onnx.node('Cast', [castToFloat32!], { to: { type: 'float16' } });
    this.#casts.set(id, cast);
    return cast;
  }

  /** Adds a cast of a float16 value to float32 and returns its name. */
  full(onnx: OnnxBuilder, id: number): OnnxValue {
    return onnx.node('Cast', [this.#halves.get(id)!], { to: { type: 'float32' } });
  }
}
