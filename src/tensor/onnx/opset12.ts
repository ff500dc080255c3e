import { type OnnxGraph, type OnnxNode, type OnnxTensor, type OnnxVersion, readInt64s } from './model';

/** The version of DeepFaceLab's own exports, which all readers since 2020 support. */
export const opset12: OnnxVersion = { opset: 12, ir: 7 };

/** Operators with an attribute that became an input after opset 12, and the name of that attribute. */
const formerAttributes: Readonly<Record<string, string>> = {
  ReduceSum: 'axes', // an input since 13
  ReduceMean: 'axes', // since 18, as the following ones
  ReduceMax: 'axes',
  ReduceMin: 'axes',
  ReduceSumSquare: 'axes',
  Squeeze: 'axes', // since 13
  Unsqueeze: 'axes',
  Split: 'split',
};

/** The operators of opset 12 that a trained network may use. */
const opset12Operators: ReadonlySet<string> = new Set([
  ...[
    'Abs',
    'Add',
    'AveragePool',
    'Cast',
    'Clip',
    'Concat',
    'Constant',
    'Conv',
    'ConvTranspose',
    'Cos',
    'DepthToSpace',
  ],
  ...['Div', 'Elu', 'Equal', 'Erf', 'Exp', 'Expand', 'Gather', 'Gemm', 'GlobalAveragePool', 'Greater'],
  ...[
    'GreaterOrEqual',
    'HardSigmoid',
    'Identity',
    'LeakyRelu',
    'Less',
    'LessOrEqual',
    'Log',
    'MatMul',
    'Max',
    'MaxPool',
  ],
  ...['Min', 'Mul', 'Neg', 'PRelu', 'Pad', 'Pow', 'Reciprocal', 'Relu', 'Reshape', 'Resize', 'Round', 'Selu', 'Shape'],
  ...['Sigmoid', 'Sign', 'Sin', 'Slice', 'Softmax', 'Softplus', 'Sqrt', 'Sub', 'Tanh', 'Tile', 'Transpose', 'Where'],
  ...Object.keys(formerAttributes),
]);

/**
 * Converts a graph to opset 12.
 * @throws Error if the graph has an operator that opset 12 does not have, or axes that are not constant
 */
export function convertToOpset12(graph: OnnxGraph): OnnxGraph {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const nodes = graph.nodes.map((node) => convertNode(node, constants));
  const usedNames = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  return { ...graph, nodes, initializers: graph.initializers.filter(({ name }) => usedNames.has(name)) };
}

function convertNode(node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): OnnxNode {
  if (node.domain || !opset12Operators.has(node.op)) throw new Error(`opset 12 has no ${node.op}`);
  const attribute = formerAttributes[node.op];
  const [x, name] = node.inputs;
  if (attribute === undefined || !name) return node;
  const tensor = constants.get(name);
  if (!tensor) throw new Error(`the ${attribute} of ${node.op} are not constant`);
  return { ...node, inputs: [x!], attributes: { ...node.attributes, [attribute]: readInt64s(tensor) } };
}
