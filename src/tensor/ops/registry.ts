import type { Operator } from '../operator';
import { binaryOperators } from './binary';
import { convOperators } from './conv2d';
import { gatherOperators } from './gather';
import { matmulOperators } from './matmul';
import { randomOperator } from './random';
import { reduceOperators } from './reduce';
import { selectOperators } from './select';
import { shapeOperators } from './shape';
import { sumOfSquaresOperator } from './sumOfSquares';
import { unaryOperators } from './unary';

/** Every operator by its name. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  [
    ...unaryOperators,
    ...binaryOperators,
    ...selectOperators,
    ...reduceOperators,
    sumOfSquaresOperator,
    ...shapeOperators,
    ...gatherOperators,
    ...matmulOperators,
    ...convOperators,
    randomOperator as Operator,
  ].map((operator) => [operator.name, operator]),
);

export function getOperator(name: string): Operator {
  const operator = operators.get(name);
  if (!operator) throw new Error(`there is no operator ${name}`);
  return operator;
}
