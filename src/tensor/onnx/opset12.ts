import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxVersion } from './model';

/** What DeepFaceLab's own exports are written in; every reader since 2020 takes it. */
export const opset12: OnnxVersion = { opset: 12, ir: 7 };

/** Operators whose axes or sizes became inputs after opset 12, and what the attribute was called before. */
const formerAttributes: Readonly<Record<string, string>> = {
  ReduceSum: 'axes', // an input since 13
  ReduceMean: 'axes', // since 18, and so the others
  ReduceMax: 'axes',
  ReduceMin: 'axes',
  ReduceSumSquare: 'axes',
  Squeeze: 'axes', // since 13
  Unsqueeze: 'axes',
  Split: 'split',
};

/** The standard operators that a trained network is made of, as opset 12 has them. */
const operators: ReadonlySet<string> = new Set([
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
 * The same graph in the words of opset 12.
 * @throws Error when it has an operator that opset 12 does not know, or axes that are not constant
 */
export function convertToOpset12(graph: OnnxGraph): OnnxGraph {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const nodes = graph.nodes.map((node) => convertNode(node, constants));
  const wanted = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  return { ...graph, nodes, initializers: graph.initializers.filter(({ name }) => wanted.has(name)) };
}

function convertNode(node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): OnnxNode {
  if (node.domain || !operators.has(node.op)) throw new Error(`opset 12 has no ${node.op}`);
  const attribute = formerAttributes[node.op];
  const [x, name] = node.inputs;
  if (attribute === undefined || !name) return node;
  const tensor = constants.get(name);
  if (!tensor) throw new Error(`the ${attribute} of ${node.op} are not constant`);
  return { ...node, inputs: [x!], attributes: { ...node.attributes, [attribute]: integersOf(tensor) } };
}

/** Of an int64 tensor. */
function integersOf({ data }: OnnxTensor): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}
