import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import { type NanScan, scanForNonFiniteValues } from '../../training/store/nanScan';

/** Searches a model for NaN and infinite values, and warns when there are any. @throws UserError */
export async function modelNanScan({ modelDir }: { readonly modelDir: string }, job: JobContext): Promise<NanScan> {
  const scan = await scanForNonFiniteValues(modelDir);
  if (scan.damaged.length > 0)
    job.emit({
      type: 'log',
      level: 'warning',
      message: t(
        'The model in {0} cannot be trained further: {1} of its tensors contain NaN or infinite values. Restore its best save.',
        modelDir,
        scan.damaged.length,
      ),
    });
  return scan;
}
