import { UsageError, UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { type FacesReportSummary, reportFaces } from './facesReport';
import { type ModelReportSummary, reportModel } from './modelReport';

/** What to report on is either faces or a model. */
export interface ReportOptions {
  readonly faces?: string;
  /** The faces of B. */
  readonly against?: string;
  readonly modelDir?: string;
  /** What an evaluation of the model has written. */
  readonly evaluation?: string;
  /** The page to write. */
  readonly output?: string;
  /** The JSON file to write. */
  readonly data?: string;
}

/** Measures one set of faces or two and says what is missing, or tells all that is known of a model. @throws UserError; CanceledError */
export async function report(
  { faces, against, modelDir, evaluation, output, data }: ReportOptions,
  job: JobContext,
): Promise<FacesReportSummary | ModelReportSummary> {
  if ((faces === undefined) === (modelDir === undefined))
    throw new UsageError(t('Say what to report on: --faces (a folder of faces) or --model-dir (a model), not both.'));
  if (output !== undefined && !/\.html?$/i.test(output))
    throw new UserError(t('{0} must end in .html: a report is a page.', output));
  if (data !== undefined && !/\.json$/i.test(data)) throw new UserError(t('{0} must end in .json.', data));
  const written = { ...(output !== undefined && { output }), ...(data !== undefined && { data }) };
  if (modelDir !== undefined) {
    if (against !== undefined) throw new UsageError(t('--against is for faces: leave it out for a model.'));
    return await reportModel({ modelDir, ...(evaluation !== undefined && { evaluation }), ...written }, job);
  }
  if (evaluation !== undefined) throw new UsageError(t('--evaluation is for a model: set --model-dir, too.'));
  return await reportFaces({ faces: faces!, ...(against !== undefined && { against }), ...written }, job);
}
