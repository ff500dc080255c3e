import { exportInference } from '../../training/exchange/exportInference';
import { getInferenceFolder } from '../../training/store/modelFiles';

export interface ModelInferenceOptions {
  readonly modelDir: string;
  /** `<model>_inference` when absent. */
  readonly output?: string;
}

export interface ModelInferenceSummary {
  readonly iterations: number;
  readonly output: string;
  /** ONNX files in it, for each way. */
  readonly aToB: string;
  readonly bToA: string;
}

/** Writes what converting needs of a model to a folder of its own. @throws UserError */
export async function modelInference({
  modelDir,
  output = getInferenceFolder(modelDir),
}: ModelInferenceOptions): Promise<ModelInferenceSummary> {
  const { iterations, onnx } = await exportInference(modelDir, output);
  return { iterations, output, ...onnx };
}
