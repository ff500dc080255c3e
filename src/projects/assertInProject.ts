import { dirname } from 'node:path';
import { isInside } from '../files/storedPath';
import { UserError } from '../shared/errors';
import { t } from '../shared/l10n';

/**
 * Refuses a file or a folder that is not inside a project, also one that is there by a link on its way.
 * @throws UserError
 */
export function assertInProject(project: string, path: string): void {
  if (!isInside(project, dirname(path))) throw new UserError(t('{0} is not in the folder of the project.', path));
}
