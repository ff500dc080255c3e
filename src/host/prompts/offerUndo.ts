import { t } from '../../shared/l10n';
import { showInformationMessage } from './messages';

/** Says what was done, with a button that takes it back. Returns at once; an error of `undo` is passed to `onError`. */
export function offerUndo(sentence: string, undo: () => Promise<void>, onError: (error: unknown) => unknown): void {
  const label = t('Undo');
  void (async () => {
    try {
      if ((await showInformationMessage(sentence, label)) === label) await undo();
    } catch (error) {
      await onError(error);
    }
  })();
}
