import type { Attributes, TensorType, Value } from '../graph';
import type { OnnxBuilder, OnnxValue } from '../onnx/builder';
import { apply, type LoweredCall, type LoweredValue, type Operator, requireFloat } from '../operator';
import { broadcastShapes } from '../shapes';
import { sumTo } from './reduce';

export type MatmulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

export interface MatmulOptions {
  /** Whether to transpose the last two axes of a, of b. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** [columns], added to each row. Only for matrices without batch axes. */
  readonly bias?: Value;
}

const matmulOperator: Operator<MatmulAttributes> = {
  name: 'matmul',
  infer([a, b, bias], { transposeA, transposeB }) {
    requireFloat(a!, b!);
    const [rows, inner] = getMatrixExtents(a!, transposeA);
    const [innerB, columns] = getMatrixExtents(b!, transposeB);
    if (inner !== innerB) throw new Error(`inner extents ${inner} and ${innerB} differ`);
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    if (!batch) throw new Error('batch axes do not broadcast');
    if (bias && (batch.length > 0 || bias.shape.length !== 1 || bias.shape[0] !== columns))
      throw new Error(`a bias must be [${columns}], beside matrices without batch axes`);
    return { shape: [...batch, rows, columns], type: 'float32' };
  },
  gradient({ inputs: [a, b, bias], attributes: { transposeA, transposeB } }, dy) {
    const da = transposeA
      ? matmul(b!, dy, { transposeA: transposeB, transposeB: true })
      : matmul(dy, b!, { transposeB: !transposeB });
    const db = transposeB
      ? matmul(dy, a!, { transposeA: true, transposeB: transposeA })
      : matmul(a!, dy, { transposeA: !transposeA });
    return [sumTo(da, a!.shape), sumTo(db, b!.shape), bias && sumTo(dy, bias.shape)];
  },
  lower(onnx, call) {
    const [a, b, bias] = call.inputs;
    const { transposeA, transposeB } = call.attributes;
    if (a!.shape.length === 2 && b!.shape.length === 2) {
      const inputs = [a!.name, b!.name, ...(bias ? [bias.name] : [])];
      return onnx.node('Gemm', inputs, { transA: Number(transposeA), transB: Number(transposeB) });
    }
    return lowerBatched(onnx, call);
  },
};

function lowerBatched(onnx: OnnxBuilder, { inputs: [a, b], attributes }: LoweredCall<MatmulAttributes>): OnnxValue {
  return onnx.node('MatMul', [
    attributes.transposeA ? lowerTranspose(onnx, a!) : a!.name,
    attributes.transposeB ? lowerTranspose(onnx, b!) : b!.name,
  ]);
}

function lowerTranspose(onnx: OnnxBuilder, x: LoweredValue): OnnxValue {
  const rank = x.shape.length;
  const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : axis === rank - 1 ? rank - 2 : rank - 1));
  return onnx.node('Transpose', [x.name], { perm });
}

function getMatrixExtents({ shape }: TensorType, transposed: boolean): readonly [number, number] {
  if (shape.length < 2) throw new Error('needs at least two axes');
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** Matrix product over the last two axes. Axes before them broadcast: [n, k] by [k, m], [H, H] by [N, H, W·C], … */
export function matmul(
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false, bias }: MatmulOptions = {},
): Value {
  return apply(matmulOperator, bias ? [a, b, bias] : [a, b], { transposeA, transposeB });
}

/** Applies a fully connected layer to x: x [n, k], kernel [k, m], bias [m]. */
export function dense(x: Value, kernel: Value, bias?: Value): Value {
  return matmul(x, kernel, bias ? { bias } : {});
}

export const matmulOperators: readonly Operator<Attributes>[] = [matmulOperator];
