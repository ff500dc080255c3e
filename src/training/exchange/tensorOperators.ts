/**
 * The standard operators that a file from elsewhere may have: numbers in, numbers out. Loops and branches, which need not
 * end, sequences, texts and random numbers are not among them.
 */
export const tensorOperators: ReadonlySet<string> = new Set([
  ...['Abs', 'Acos', 'Add', 'And', 'ArgMax', 'ArgMin', 'Asin', 'Atan', 'AveragePool', 'BatchNormalization', 'Cast'],
  ...['CastLike', 'Ceil', 'Celu', 'Clip', 'Concat', 'Constant', 'ConstantOfShape', 'Conv', 'ConvTranspose', 'Cos'],
  ...['CumSum', 'DepthToSpace', 'DequantizeLinear', 'Div', 'Dropout', 'Einsum', 'Elu', 'Equal', 'Erf', 'Exp', 'Expand'],
  ...['Flatten', 'Floor', 'Gather', 'GatherElements', 'GatherND', 'Gelu', 'Gemm', 'GlobalAveragePool'],
  ...['GlobalMaxPool', 'Greater', 'GreaterOrEqual', 'GridSample', 'GroupNormalization', 'HardSigmoid', 'HardSwish'],
  ...['Identity', 'InstanceNormalization', 'LayerNormalization', 'LeakyRelu', 'Less', 'LessOrEqual', 'Log'],
  ...['LogSoftmax', 'LpNormalization', 'MatMul', 'Max', 'MaxPool', 'Mean', 'Min', 'Mish', 'Mod', 'Mul', 'Neg', 'Not'],
  ...['Or', 'PRelu', 'Pad', 'Pow', 'QuantizeLinear', 'Range', 'Reciprocal', 'ReduceL1', 'ReduceL2', 'ReduceMax'],
  ...['ReduceMean', 'ReduceMin', 'ReduceProd', 'ReduceSum', 'ReduceSumSquare', 'Relu', 'Reshape', 'Resize', 'Round'],
  ...['ScatterElements', 'ScatterND', 'Selu', 'Shape', 'Sigmoid', 'Sign', 'Sin', 'Size', 'Slice', 'Softmax'],
  ...['Softplus', 'Softsign', 'SpaceToDepth', 'Split', 'Sqrt', 'Squeeze', 'Sub', 'Sum', 'Tanh', 'Tile', 'Transpose'],
  ...['Unsqueeze', 'Upsample', 'Where', 'Xor'],
]);
