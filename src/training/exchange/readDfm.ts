import { readRegularFile } from '../../files/regularFile';
import { explainFileError } from '../../files/systemErrors';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { OnnxFileError } from '../../tensor/onnx/fileGraph';
import { type OnnxTensorPort, readOnnxHeader } from '../../tensor/onnx/readHeader';

/** Content of a .dfm file that is valid, as far as that can be checked without running it. */
export interface DfmFile {
  readonly bytes: Uint8Array;
  /** Edge of its input face, pixels. */
  readonly size: number;
  readonly input: string;
  /** Name of the input for the degree of the swap, if the model has one. */
  readonly morph?: string;
  /** Names of the outputs in their fixed order: mask of the face, swapped face, its mask. */
  readonly outputs: readonly [string, string, string];
  /** Names of the tensors between its layers. */
  readonly innerTensors: readonly string[];
}

/** Size limit of Protocol Buffers. */
const maxBytes = 2 ** 31 - 1;
const [smallest, largest] = [16, 2048];

/** Reads a .dfm file. @throws UserError when it cannot be read, is not a .dfm, or has layers that a face model does not need */
export async function readDfm(path: string): Promise<DfmFile> {
  const bytes = await readContent(path);
  try {
    return { bytes, ...parseDfmHeader(bytes) };
  } catch (error) {
    if (error instanceof OnnxFileError) throw createUnusableDfmError(path, error.message);
    throw error;
  }
}

/** Creates the error for a file that cannot be used. @param reason a clause in the user's language */
export function createUnusableDfmError(path: string, reason: string): UserError {
  return new UserError(
    t('{0} cannot be used as a model: {1}. Download or export it again, or choose another.', path, reason),
  );
}

async function readContent(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, maxBytes, { isNamed: true });
  } catch (error) {
    throw explainFileError(error, path);
  }
}

function parseDfmHeader(bytes: Uint8Array): Omit<DfmFile, 'bytes'> {
  const { inputs, outputs, operators, innerTensors, hasExternalWeights } = readOnnxHeader(bytes);
  if (hasExternalWeights) throw new OnnxFileError(t('it reads its weights from another file'));
  const unknown = [...operators].find((operator) => !tensorOperators.has(operator));
  if (unknown !== undefined) throw new OnnxFileError(t('it has an unsupported layer type, {0}', unknown.slice(0, 40)));
  const [face, morph, ...more] = inputs;
  if (!face?.name.includes('in_face') || !face.isFloat32)
    throw new OnnxFileError(t('it has no input in_face, so it is a different kind of ONNX model'));
  if (more.length > 0 || (morph && !(morph.name.includes('morph_value') && morph.isFloat32)))
    throw new OnnxFileError(t('it needs more inputs than a face and a morph value'));
  const [mask, celeb, celebMask] = outputs.map(({ name }) => name);
  if (mask === undefined || celeb === undefined || celebMask === undefined)
    throw new OnnxFileError(t('it has {0} outputs instead of three', outputs.length));
  const parts = { input: face.name, ...(morph && { morph: morph.name }), outputs: [mask, celeb, celebMask] as const };
  return { size: requireSquareEdge(face), ...parts, innerTensors };
}

/** Returns the edge of an input [N, edge, edge, 3]. */
function requireSquareEdge({ shape: [batch, height, width, channels, ...more] }: OnnxTensorPort): number {
  const isSingle = batch === undefined || batch === 1 || batch === -1;
  const isSquare = height !== undefined && height === width && channels === 3 && more.length === 0;
  if (!isSingle || !isSquare || height < smallest || height > largest)
    throw new OnnxFileError(t('its faces are not squares of {0} to {1} pixels', smallest, largest));
  return height;
}

/**
 * Standard ONNX operators that a file from an unknown source may use: those from numbers to numbers. Loops and branches,
 * which may never end, sequences, strings and random numbers are excluded.
 */
const tensorOperators: ReadonlySet<string> = new Set([
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
