import * as v from 'valibot';
import { evaluationStart } from '../../evaluation/evaluationStart';
import { readRegularText } from '../../files/regularFile';
import { hasErrorCode, UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';

const number = v.pipe(v.number(), v.finite());
const maybe = v.optional(v.nullable(number));
const frameValue = v.union([number, v.object({ source: number, result: number })]);

/** What `faceswap evaluate -o` writes; fields that a later version adds are left out. */
const evaluationSchema = v.object({
  frames: number,
  faces: number,
  framesWithoutFace: number,
  judge: v.optional(v.string()),
  outputSize: v.optional(number),
  measures: v.pipe(
    v.array(
      v.object({
        measure: v.string(),
        value: maybe,
        best: maybe,
        bestAtOutputSize: maybe,
        share: v.optional(v.string(), ''),
        unit: v.optional(v.string(), ''),
      }),
    ),
    v.maxLength(200),
  ),
  perFrame: v.array(v.object({ frame: v.string(), index: number, values: v.array(v.record(v.string(), frameValue)) })),
});

export type StoredEvaluation = v.InferOutput<typeof evaluationSchema>;

/** The frames of three hours take half of it. */
const maxEvaluationBytes = 256 * 2 ** 20;

/** Reads the file that an evaluation has written. @throws UserError when it is missing, damaged or something else */
export async function readEvaluation(path: string): Promise<StoredEvaluation> {
  const text = await readRegularText(path, maxEvaluationBytes, { isNamed: true }).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) throw new UserError(t('{0} does not exist. Check the path.', path));
    throw error;
  });
  if (!text.startsWith(evaluationStart))
    throw new UserError(t('{0} is not the result of an evaluation. Make one with faceswap evaluate -o.', path));
  try {
    return v.parse(evaluationSchema, JSON.parse(text));
  } catch {
    throw new UserError(t('The evaluation in {0} is damaged. Make it again with faceswap evaluate -o.', path));
  }
}
