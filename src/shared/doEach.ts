import { UserError } from './errors';
import { t } from './l10n';

/**
 * Does `work` on each of `items`, one after the other, also after one that fails.
 * @throws the error of the only one that failed, else a UserError with the reasons of all; other errors at once
 */
export async function doEach<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const errors: UserError[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0]!;
  if (errors.length === 0) return;
  const reasons = errors.map(({ message }) => message).join(' ');
  throw new UserError(`${t('{0} of {1} failed:', errors.length, items.length)} ${reasons}`);
}
