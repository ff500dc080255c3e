import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { JobView } from './jobView';

/** @throws UserError for a job that came with the project: nobody here has asked for what it does */
export function requireOwnJob({ isForeign, title }: JobView): void {
  if (!isForeign) return;
  throw new UserError(
    t(
      '{0} was not started by you in this folder, so it is only listed. Check what it would do, and run the command yourself.',
      title,
    ),
  );
}

/** Returns the title of a job, with a remark where it came with the project. */
export function formatJobOrigin({ isForeign, title }: JobView): string {
  return isForeign ? t('{0} (from elsewhere)', title) : title;
}
