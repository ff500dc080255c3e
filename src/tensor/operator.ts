import type { Attributes, Graph, TensorType, Value } from './graph';
import type { OnnxBuilder, OnnxValue } from './onnx/builder';
import { formatShape } from './shapes';

/** One use of an operator, as its gradient rule receives it. */
export interface Call<A extends Attributes = Attributes> {
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attributes: A;
}

/** A value that already has a name in the ONNX graph. */
export interface LoweredValue extends TensorType {
  readonly name: OnnxValue;
}

export interface LoweredCall<A extends Attributes = Attributes> {
  readonly inputs: readonly LoweredValue[];
  readonly output: TensorType;
  readonly attributes: A;
}

/** The complete definition of an operator. */
export interface Operator<A extends Attributes = Attributes> {
  readonly name: string;
  /**
   * Returns shape and type of the result. @throws Error that says what does not fit; operator and shapes are added to
   * it
   */
  infer(inputs: readonly TensorType[], attributes: A): TensorType;
  /**
   * Returns the gradient of each input, computed by other operators from the gradient of the output; undefined for an
   * input without gradient. Absent if the operator passes no gradient at all.
   */
  gradient?(call: Call<A>, dy: Value): readonly (Value | undefined)[];
  /** Adds the operator as standard ONNX nodes, for devices without a faster lowering of their own (tensor/lowering). */
  lower(onnx: OnnxBuilder, call: LoweredCall<A>): OnnxValue;
}

/** A way to compute an operator with ONNX nodes. */
export type Lowering<A extends Attributes = Attributes> = Operator<A>['lower'];

/** A value, or a number, which becomes a scalar constant. */
export type Operand = Value | number;

/** Applies an operator. At least one operand must be a value. */
export function apply<A extends Attributes>(operator: Operator<A>, operands: readonly Operand[], attributes: A): Value {
  const graph = findGraph(operator.name, operands);
  const inputs = operands.map((operand) => (typeof operand === 'number' ? graph.scalar(operand) : operand));
  return graph.apply(operator.name, inputs, attributes, inferWithContext(operator, inputs, attributes));
}

function findGraph(op: string, operands: readonly Operand[]): Graph {
  const value = operands.find((operand) => typeof operand !== 'number');
  if (!value) throw new Error(`${op} needs at least one operand that belongs to a graph`);
  return value.graph;
}

function inferWithContext<A extends Attributes>(
  operator: Operator<A>,
  inputs: readonly Value[],
  attributes: A,
): TensorType {
  try {
    return operator.infer(inputs, attributes);
  } catch (error) {
    const shapes = inputs.map((input) => `${input.type}${formatShape(input.shape)}`).join(', ');
    throw new Error(`${operator.name}(${shapes}): ${(error as Error).message}`);
  }
}

/** Used by shape rules. @throws Error if an input is not float32 */
export function requireFloat(...inputs: readonly TensorType[]): void {
  for (const input of inputs) if (input.type !== 'float32') throw new Error(`needs float32, got ${input.type}`);
}
