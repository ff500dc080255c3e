import type { MenuCommand } from '../../shared/reviewMenu';
import type { CommandHandler } from '../services';

/** Returns the handler of a command of the review's context menu: it runs in the review that the user works in. */
export const createReviewCommand =
  (command: MenuCommand): CommandHandler =>
  async () =>
    (await import('../../panels/review/host')).runInReview(command);
