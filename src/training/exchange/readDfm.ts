import { readFile, stat } from 'node:fs/promises';
import { explainFileError } from '../../files/atomicFile';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { OnnxFileError } from '../../tensor/onnx/fileGraph';
import { type OnnxTensorPort, readOnnxHeader } from '../../tensor/onnx/readHeader';
import { tensorOperators } from './tensorOperators';

/** A .dfm file that is what it should be, as far as it can be told without running it. */
export interface DfmFile {
  readonly bytes: Uint8Array;
  /** Edge of the face that it takes, pixels. */
  readonly size: number;
  readonly input: string;
  /** The input that says how far a face goes over into the other, of models that have one. */
  readonly morph?: string;
  /** By their places, as every reader takes them: mask of the face, the other's face, its mask. */
  readonly outputs: readonly [string, string, string];
  /** The tensors between its layers. */
  readonly innerTensors: readonly string[];
}

/** Protocol Buffers ends there. */
const mostBytes = 2 ** 31;
const [smallest, largest] = [16, 2048];

/** @throws UserError when it cannot be read, is no .dfm, or asks for what a model of faces has no need of */
export async function readDfm(path: string): Promise<DfmFile> {
  const bytes = await readContent(path);
  try {
    return { bytes, ...parseDfmHeader(bytes) };
  } catch (error) {
    if (error instanceof OnnxFileError) throw createUnusableDfmError(path, error.message);
    throw error;
  }
}

/** @param reason a clause in the user's language */
export function createUnusableDfmError(path: string, reason: string): UserError {
  return new UserError(
    t('{0} cannot be used as a model: {1}. Download or export it again, or choose another.', path, reason),
  );
}

async function readContent(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size < mostBytes) return await readFile(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
  throw createUnusableDfmError(path, t('it is larger than 2 GB'));
}

function parseDfmHeader(bytes: Uint8Array): Omit<DfmFile, 'bytes'> {
  const { inputs, outputs, operators, innerTensors, hasExternalWeights } = readOnnxHeader(bytes);
  if (hasExternalWeights) throw new OnnxFileError(t('it reads its weights from another file'));
  const strange = [...operators].find((operator) => !tensorOperators.has(operator));
  if (strange !== undefined) throw new OnnxFileError(t('it has an unsupported layer type, {0}', strange.slice(0, 40)));
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

/** Of an input [N, edge, edge, 3]. */
function requireSquareEdge({ shape: [batch, height, width, channels, ...more] }: OnnxTensorPort): number {
  const isOne = batch === undefined || batch === 1 || batch === -1;
  const isSquare = height !== undefined && height === width && channels === 3 && more.length === 0;
  if (!isOne || !isSquare || height < smallest || height > largest)
    throw new OnnxFileError(t('its faces are not squares of {0} to {1} pixels', smallest, largest));
  return height;
}
