import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Value } from '../../tensor/graph';
import { findSources } from '../../tensor/lowering/lower';
import { countElements } from '../../tensor/shapes';

/** Protocol Buffers' limit, and room for the layers. */
const mostBytes = 2 ** 31 - 2 ** 24;

/** @throws UserError where the weights that `outputs` need would not fit into one ONNX file */
export function requireOnnxSize(
  outputs: Readonly<Record<string, Value>>,
  precision: 'float32' | 'float16',
  modelDir: string,
): void {
  const parameters = findSources(Object.values(outputs), 'parameter');
  const bytesOfEach = precision === 'float16' ? 2 : 4;
  const bytes = parameters.reduce((sum, { shape }) => sum + bytesOfEach * countElements(shape), 0);
  if (bytes <= mostBytes) return;
  if (precision === 'float16')
    throw new UserError(t('The model in {0} is too large for one ONNX file (2 GB at most).', modelDir));
  throw new UserError(
    t(
      'The model in {0} is too large for one ONNX file (2 GB at most). Export it with: faceswap model export --precision fp16.',
      modelDir,
    ),
  );
}
