import type { Random } from './random';

/**
 * Differentiable graphs as plain data.
 *
 * A {@link Graph} records a computation. Nothing runs while it is built. Operators are functions over {@link Value}
 * (all of them are exported by `tensor/ops`). A value knows its shape and element type as soon as it exists, so that a
 * wrong shape throws an error at the line that caused it:
 *
 *     const graph = new Graph();
 *     const batch = graph.input('batch', [16, 64, 64, 3], 'uint8');
 *     const x = multiply(cast(reverse(batch, -1), 'float32'), 1 / 255);
 *     const kernel = graph.parameter('encoder/conv0/kernel', [5, 5, 3, 128], heUniform);
 *     const bias = graph.parameter('encoder/conv0/bias', [128], zeros);
 *     const y = leakyRelu(conv2d(x, kernel, { stride: 2, bias }), 0.1);
 *     const loss = mean(abs(subtract(y, target)));
 *
 * Images are [N, H, W, C]. `gradients(loss, parameters)` adds the backward pass to the same graph.
 * `buildTrainingStep` (tensor/trainingStep) turns graph + loss + optimizer into one ONNX model that
 * `runtime/trainingSession` runs. `buildInference` (tensor/inferenceModel) turns a graph's outputs into a forward
 * model. How an operator becomes ONNX nodes depends on the device (tensor/lowering); the graph is the same for all
 * devices.
 */

export type ElementType = 'float32' | 'uint8' | 'int32' | 'bool';
export type Shape = readonly number[];

export interface TensorType {
  readonly shape: Shape;
  readonly type: ElementType;
}

/** One tensor of a graph. */
export interface Value extends TensorType {
  readonly graph: Graph;
  /** Position among the graph's nodes. A node always comes after its inputs. */
  readonly id: number;
}

/** Returns the first content of a parameter of the given shape, as a row-major array. */
export type Initializer = (shape: Shape, random: Random) => Float32Array;

export type AttributeValue = number | boolean | string | readonly number[] | Int32Array;
export type Attributes = Readonly<Record<string, AttributeValue>>;
export type ConstantData = Float32Array | Int32Array | Uint8Array;

export interface InputNode extends TensorType {
  readonly kind: 'input';
  readonly name: string;
}

export interface ParameterNode extends TensorType {
  readonly kind: 'parameter';
  readonly name: string;
  readonly initializer: Initializer;
}

export interface ConstantNode extends TensorType {
  readonly kind: 'constant';
  readonly data: ConstantData;
}

export interface OperatorNode extends TensorType {
  readonly kind: 'operator';
  /** Name in the registry (tensor/ops/registry). */
  readonly op: string;
  readonly inputs: readonly number[];
  readonly attributes: Attributes;
}

export type GraphNode = InputNode | ParameterNode | ConstantNode | OperatorNode;

export class Graph {
  readonly #nodes: GraphNode[] = [];
  readonly #values: Value[] = [];
  readonly #named = new Map<string, Value>();
  readonly #scalars = new Map<number, Value>();
  readonly #trackedMeans = new Map<Value, Value[]>();

  /** @param purpose some layers, such as dropout, do something in `training` only */
  constructor(private readonly purpose: 'training' | 'use' = 'use') {}

  get isTraining(): boolean {
    return this.purpose === 'training';
  }

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** The parameters in the order in which they were created. */
  get parameters(): readonly Value[] {
    return this.#values.filter((value) => this.#nodes[value.id]!.kind === 'parameter');
  }

  /** Adds an input: a tensor that is fed on each run. */
  input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
    if (this.#named.has(name)) throw new Error(`the graph already has an input or parameter named ${name}`);
    return this.#remember(name, this.#add({ kind: 'input', name, shape, type }));
  }

  /** Returns the float32 input of that name, and adds it if a graph that is used several times does not have it yet. */
  getOrAddInput(name: string, shape: Shape): Value {
    return this.findNamed(name) ?? this.input(name, shape);
  }

  /**
   * Adds a parameter: a tensor that training changes. The same name returns the same tensor again, so that a layer
   * that is called twice shares its weights.
   */
  parameter(name: string, shape: Shape, initializer: Initializer): Value {
    const known = this.#named.get(name);
    if (!known)
      return this.#remember(name, this.#add({ kind: 'parameter', name, shape, type: 'float32', initializer }));
    if (this.#nodes[known.id]!.kind !== 'parameter') throw new Error(`${name} is an input, not a parameter`);
    if (known.shape.join() !== shape.join())
      throw new Error(`parameter ${name} is [${known.shape.join()}], asked for as [${shape.join()}]`);
    return known;
  }

  /**
   * Makes a parameter, which the loss must not depend on, a moving average of `value` over the steps of training, as
   * batch normalization needs it. A parameter that tracks several values tracks their mean.
   */
  trackMean(parameter: Value, value: Value): void {
    this.#trackedMeans.set(parameter, [...(this.#trackedMeans.get(parameter) ?? []), value]);
  }

  /** The parameters that track values, and the values that each one tracks. */
  get trackedMeans(): ReadonlyMap<Value, readonly Value[]> {
    return this.#trackedMeans;
  }

  constant(data: ConstantData, shape: Shape): Value {
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (size !== data.length)
      throw new Error(`a constant of shape [${shape.join()}] needs ${size} elements, not ${data.length}`);
    const type = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
    return this.#add({ kind: 'constant', data, shape, type });
  }

  /** Returns a float32 constant without axes. Equal constants are stored once. */
  scalar(value: number): Value {
    const known = this.#scalars.get(value);
    if (known) return known;
    const scalar = this.constant(Float32Array.of(value), []);
    this.#scalars.set(value, scalar);
    return scalar;
  }

  /** Records one use of an operator. The functions of `tensor/ops` call it after their shape rule. */
  apply(op: string, inputs: readonly Value[], attributes: Attributes, result: TensorType): Value {
    if (inputs.some((input) => input.graph !== this)) throw new Error(`${op}: an input belongs to another graph`);
    const ids = inputs.map((input) => input.id);
    return this.#add({ kind: 'operator', op, inputs: ids, attributes, shape: result.shape, type: result.type });
  }

  value(id: number): Value {
    const value = this.#values[id];
    if (!value) throw new Error(`the graph has no node ${id}`);
    return value;
  }

  /** Returns the input or parameter of that name, if there is one. */
  findNamed(name: string): Value | undefined {
    return this.#named.get(name);
  }

  #add(node: GraphNode): Value {
    this.#nodes.push(node);
    const value: Value = { graph: this, id: this.#values.length, shape: node.shape, type: node.type };
    this.#values.push(value);
    return value;
  }

  #remember(name: string, value: Value): Value {
    this.#named.set(name, value);
    return value;
  }
}

/** Returns the node that produces `value`. */
export function getNode(value: Value): GraphNode {
  return value.graph.nodes[value.id]!;
}

/** Returns the name of an input or parameter. @throws Error if the value is neither */
export function getName(value: Value): string {
  const node = getNode(value);
  if (node.kind === 'input' || node.kind === 'parameter') return node.name;
  throw new Error(`node ${value.id} has no name: it is a ${node.kind}`);
}
