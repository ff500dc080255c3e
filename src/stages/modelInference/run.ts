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
  /** The paths of its ONNX files, one for each direction. */
  readonly aToB: string;
  readonly bToA: string;
}

/** Exports the parts of a model that converting needs to a folder. @throws UserError */
export async function modelInference({
  modelDir,
  output = getInferenceFolder(modelDir),
}: ModelInferenceOptions): Promise<ModelInferenceSummary> {
  const { iterations, onnx } = await exportInference(modelDir, output);
  return { iterations, output, ...onnx };
}
