import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { keepInTrash } from '../../files/trash';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Value } from '../../tensor/graph';
import { buildInference, type InferenceOptions } from '../../tensor/inferenceModel';
import { buildSwapGraph } from '../models/inferenceGraphs';
import type { Side } from '../models/model';
import { getCropGeometry } from '../models/modelGeometry';
import { openTrainedModel, type TrainedModel } from '../store/trainedModel';
import { buildDfmGraph } from './dfmGraph';
import { buildModelMetadata } from './modelMetadata';
import { requireOnnxSize } from './onnxSizeLimit';

export interface ExportRequest {
  readonly modelDir: string;
  /** Output file. Its extension, .dfm or .onnx, decides the format. */
  readonly output: string;
  /** Turn faces of B into A, instead of A into B. */
  readonly swap?: boolean;
  readonly precision?: ExportPrecision;
  /** Terms under which the model may be used, for the metadata. */
  readonly license?: string;
}

export type ExportPrecision = 'float32' | 'float16';

export interface ExportedFile {
  readonly iterations: number;
  readonly bytes: number;
  /** Edges of its input and output images, pixels. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Messages about what the file lacks in comparison to the model. */
  readonly notes: readonly string[];
  /** Where the file that it has replaced is kept, if there was one. */
  readonly earlier?: string;
}

type PortableOptions = Required<Pick<InferenceOptions, 'weights' | 'precision'>>;
type Export = Omit<ExportedFile, 'iterations' | 'bytes' | 'earlier'> & { readonly file: Uint8Array };

/**
 * Writes one direction of a model to a file for other programs: `.dfm` for DeepFaceLive and FaceFusion, see
 * {@link buildDfmGraph}, or plain `.onnx` with metadata (input `faces`; output `swapped` and, if the model predicts masks,
 * `mask`; bytes, RGB).
 * @throws UserError for another extension, a missing or damaged model, or a model that is too large for the file
 */
export async function exportModel(request: ExportRequest): Promise<ExportedFile> {
  const { modelDir, output, swap = false, precision = 'float32' } = request;
  const write = writers.get(extname(output).toLowerCase());
  if (!write) throw new UserError(t('{0} must end in .dfm or .onnx, which selects the format.', output));
  if (await isFolder(output)) throw new UserError(t('{0} is a folder. Choose a file name in it.', output));
  const trained = await openTrainedModel(modelDir);
  const weights = new Map([...trained.checkpoint.weights].map(([name, { data }]) => [name, data]));
  const { file, ...description } = write(trained, swap ? 'a' : 'b', request, { weights, precision });
  const earlier = await keepInTrash(output);
  await writeFileAtomic(output, file);
  const { iterations } = trained.checkpoint.state;
  return { iterations, bytes: file.length, ...description, ...(earlier !== undefined && { earlier }) };
}

type Write = (trained: TrainedModel, side: Side, request: ExportRequest, portable: PortableOptions) => Export;

const writers: ReadonlyMap<string, Write> = new Map([
  ['.dfm', writeDfm],
  ['.onnx', writeOnnx],
]);

/** Writes a .dfm without metadata, like DeepFaceLab. */
function writeDfm(
  { model, options }: TrainedModel,
  side: Side,
  request: ExportRequest,
  portable: PortableOptions,
): Export {
  const predictsMasks = options['global.loss'].learn_mask;
  const { outputs, size, reachesBeyond } = buildDfmGraph(model, side, getCropGeometry(model, options), predictsMasks);
  requireOnnxSize(outputs, portable.precision, request.modelDir);
  const { bytes: file } = buildInference(outputs, { ...portable, ...standardOperators, portable: { metadata: {} } });
  const { output } = request;
  const oval = t('The model predicts no masks (learn_mask), so {0} contains a soft oval mask instead.', output);
  const edges = t(
    'The model sees more of a head than {0} provides: the area outside is filled from the edge pixels.',
    output,
  );
  const notes = [...(predictsMasks ? [] : [oval]), ...(reachesBeyond ? [edges] : [])];
  return { inputSize: size, outputSize: size, notes, file };
}

function writeOnnx(trained: TrainedModel, side: Side, request: ExportRequest, portable: PortableOptions): Export {
  const { model, options } = trained;
  const predictsMasks = options['global.loss'].learn_mask;
  const { swapped, mask } = buildSwapGraph(model, side, 1);
  const name = basename(resolve(request.modelDir));
  const metadata = buildModelMetadata(trained, { name, side, ...request });
  const outputs: Readonly<Record<string, Value>> = predictsMasks ? { swapped, mask } : { swapped };
  requireOnnxSize(outputs, portable.precision, request.modelDir);
  const { bytes: file } = buildInference(outputs, { ...portable, ...standardOperators, portable: { metadata } });
  return { inputSize: model.inputSize, outputSize: model.outputSize, notes: [], file };
}

/** Target that uses only standard operators of ONNX, none of ONNX Runtime's own. */
const standardOperators = { target: 'webgpu' } as const;

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
