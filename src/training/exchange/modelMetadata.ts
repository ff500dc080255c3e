import { digitalSourceType } from '../../media/aiDisclosure';
import type { Side } from '../models/model';
import { getCropGeometry } from '../models/modelGeometry';
import { findFacesets } from '../store/modelState';
import type { TrainedModel } from '../store/trainedModel';

interface MetadataSettings {
  readonly name: string;
  readonly precision?: 'float32' | 'float16' | undefined;
  /** Terms under which the model may be used. */
  readonly license?: string | undefined;
  /** Side into which it turns faces. */
  readonly side: Side;
}

/** Builds the metadata of an exported file: what a program needs to use it, and what people should know about it. */
export function buildModelMetadata(
  { trainer, model, options, checkpoint }: TrainedModel,
  { name, side, precision = 'float32', license }: MetadataSettings,
): Record<string, string> {
  const { inputSize, outputSize, centering, coverage, verticalOffset } = getCropGeometry(model, options);
  const facesets = findFacesets(checkpoint.state);
  const [from, to] = side === 'b' ? (['a', 'b'] as const) : (['b', 'a'] as const);
  const describeConsent = (of: Side) => facesets?.[of].consent ?? 'not stated';
  return {
    name,
    trainer,
    iterations: String(checkpoint.state.iterations),
    direction: `${from}_to_${to}`,
    input_size: String(inputSize),
    output_size: String(outputSize),
    layout: 'NHWC',
    color_order: 'RGB',
    value_range: '0..255',
    precision,
    alignment: 'faceswap: similarity of landmarks 17..67 to the mean face',
    centering,
    coverage: String(coverage),
    vertical_offset: String(verticalOffset),
    ...(facesets && { source_faces: facesets[from].name, target_faces: facesets[to].name }),
    consent_source: describeConsent(from),
    consent_target: describeConsent(to),
    license: license ?? 'not stated',
    notice: 'Shows people doing what they did not do: use it with their consent only, and mark the results.',
    digital_source_type: digitalSourceType,
  };
}
