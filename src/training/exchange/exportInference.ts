import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic, writeFolderAtomic } from '../../files/atomicFile';
import { requireRegularFile } from '../../files/regularFile';
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
  /** File name in the new folder for each direction. */
  readonly onnx: Readonly<Record<'aToB' | 'bToA', string>>;
}

/**
 * Writes a model without what only training needs, with its card, to a new folder. `convert` accepts the folder as a model.
 * It also has an ONNX file of standard operators, with the weights, for each direction: input `faces` and output `swapped`,
 * RGB bytes [1, edge, edge, 3], and also `mask` if the model predicts masks.
 * @throws UserError when there is no model, the folder exists, or the model is too large for an ONNX file
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
    return buildInference(outputs, { weights, target: 'webgpu' }).bytes; // the target without special operators
  };
  await writeFolderAtomic(output, async (folder) => {
    await linkOrCopy(join(modelDir, state.weights.file), join(folder, state.weights.file));
    await writeFileAtomic(join(folder, onnx.aToB), swap('b'));
    await writeFileAtomic(join(folder, onnx.bToA), swap('a'));
    for (const path of [getModelCardPath(modelDir), getPreviewPath(modelDir)])
      if (existsSync(path)) await copyFile(await requireRegularFile(path), join(folder, basename(path)));
    await writeFileAtomic(getStatePath(folder, trainer), formatModelState(state));
  });
  return { iterations: state.iterations, onnx };
}
