import type { Operator } from '../operator';
import { broadcastingOperators } from './broadcasting';
import { convOperators } from './conv2d';
import { gatherOperators } from './gather';
import { matmulOperators } from './matmul';
import { randomOperator } from './noise';
import { reduceOperators } from './reduce';
import { shapeOperators } from './shape';
import { unaryOperators } from './unary';

/**
 * All operators by name. The files of the operators import each other: the gradient of an operator is written with
 * other operators (multiply needs sum, sum needs multiply). These circles of imports are intended, and safe because no
 * file calls another one while it is loaded.
 */
export const operators: ReadonlyMap<string, Operator> = new Map(
  [
    ...unaryOperators,
    ...broadcastingOperators,
    ...reduceOperators,
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
