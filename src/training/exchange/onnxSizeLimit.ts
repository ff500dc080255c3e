import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Value } from '../../tensor/graph';
import { findSources } from '../../tensor/lowering/lower';
import { countElements } from '../../tensor/shapes';

/** The limit of Protocol Buffers, minus 16 MiB for everything that is not a weight. */
const maxBytes = 2 ** 31 - 2 ** 24;

/** @throws UserError if the weights that `outputs` need do not fit into one ONNX file */
export function requireOnnxSize(
  outputs: Readonly<Record<string, Value>>,
  precision: 'float32' | 'float16',
  modelDir: string,
): void {
  const parameters = findSources(Object.values(outputs), 'parameter');
  const bytesPerWeight = precision === 'float16' ? 2 : 4;
  const bytes = parameters.reduce((sum, { shape }) => sum + bytesPerWeight * countElements(shape), 0);
  if (bytes <= maxBytes) return;
  if (precision === 'float16')
    throw new UserError(t('The model in {0} is too large for one ONNX file (2 GB at most).', modelDir));
  throw new UserError(
    t(
      'The model in {0} is too large for one ONNX file (2 GB at most). Export it with: faceswap model export --precision fp16.',
      modelDir,
    ),
  );
}
