import type { Attributes, Graph, TensorType, Value } from './graph';
import type { OnnxBuilder, OnnxValue } from './onnx/builder';
import { formatShape } from './shapes';

/** One use of an operator, as its gradient rule sees it. */
export interface Call<A extends Attributes = Attributes> {
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly attributes: A;
}

/** A value that already has its name in the ONNX graph. */
export interface LoweredValue extends TensorType {
  readonly name: OnnxValue;
}

export interface LoweredCall<A extends Attributes = Attributes> {
  readonly inputs: readonly LoweredValue[];
  readonly output: TensorType;
  readonly attributes: A;
}

/** Everything there is to know about an operator. */
export interface Operator<A extends Attributes = Attributes> {
  readonly name: string;
  /** Shape and type of the result. @throws Error saying what does not fit; the operator and shapes are added to it. */
  infer(inputs: readonly TensorType[], attributes: A): TensorType;
  /**
   * Gradient of each input from that of the output, in terms of other operators; undefined where there is none.
   * Absent where the operator passes no gradient at all.
   */
  gradient?(call: Call<A>, dy: Value): readonly (Value | undefined)[];
  /** The operator in standard ONNX, for devices that have no better way (tensor/lowering). */
  lower(onnx: OnnxBuilder, call: LoweredCall<A>): OnnxValue;
}

/** A way to compute an operator with ONNX nodes. */
export type Lowering<A extends Attributes = Attributes> = Operator<A>['lower'];

/** A value, or a number that becomes a scalar constant beside one. */
export type Operand = Value | number;

/** Applies `operator`; at least one operand must be a value. */
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

/** For shape rules: refuses inputs that are not float32. */
export function requireFloat(...inputs: readonly TensorType[]): void {
  for (const input of inputs) if (input.type !== 'float32') throw new Error(`needs float32, got ${input.type}`);
}
