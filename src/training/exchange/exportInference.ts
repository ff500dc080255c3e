import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic, writeFolderAtomic } from '../../files/atomicFile';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Value } from '../../tensor/graph';
import { buildInference } from '../../tensor/inferenceModel';
import { buildSwapGraph } from '../models/inferenceGraphs';
import type { Side } from '../models/model';
import { linkOrCopy } from '../store/copyModel';
import { getModelCardPath, getPreviewPath, getStatePath } from '../store/modelFiles';
import { formatModelState } from '../store/modelState';
import { openTrainedModel } from '../store/trainedModel';
import { requireOnnxSize } from './onnxSizeLimit';

export interface ExportedInference {
  readonly iterations: number;
  /** Of each way, the file in the new folder. */
  readonly onnx: Readonly<Record<'aToB' | 'bToA', string>>;
}

/**
 * Writes what converting needs of a model, and its card, to a new folder: `convert` takes it as a model, and each way
 * is there as an ONNX file of standard operators, with its weights: input `faces`, output `swapped`, RGB bytes
 * [1, edge, edge, 3] both; of a model that draws masks also `mask`.
 * @throws UserError when there is no model, the folder exists, or an ONNX file could not hold the model
 */
export async function exportInference(modelDir: string, output: string): Promise<ExportedInference> {
  if (existsSync(output)) throw new UserError(t('{0} already exists. Choose a new folder.', output));
  const { trainer, model, options, checkpoint } = await openTrainedModel(modelDir);
  const { optimizer: _, ...state } = checkpoint.state;
  const weights = new Map([...checkpoint.weights].map(([name, { data }]) => [name, data]));
  const onnx = { aToB: `${trainer}_a_to_b.onnx`, bToA: `${trainer}_b_to_a.onnx` };
  const swap = (side: Side) => {
    const { swapped, mask } = buildSwapGraph(model, side, 1);
    const outputs: Readonly<Record<string, Value>> = options['global.loss'].learn_mask
      ? { swapped, mask }
      : { swapped };
    requireOnnxSize(outputs, 'float32', modelDir);
    return buildInference(outputs, { weights, target: 'webgpu' }).bytes; // the target without operators of its own
  };
  await writeFolderAtomic(output, async (folder) => {
    await linkOrCopy(join(modelDir, state.weights.file), join(folder, state.weights.file));
    await writeFileAtomic(join(folder, onnx.aToB), swap('b'));
    await writeFileAtomic(join(folder, onnx.bToA), swap('a'));
    for (const path of [getModelCardPath(modelDir), getPreviewPath(modelDir)])
      if (existsSync(path)) await copyFile(path, join(folder, basename(path)));
    await writeFileAtomic(getStatePath(folder, trainer), formatModelState(state));
  });
  return { iterations: state.iterations, onnx };
}
