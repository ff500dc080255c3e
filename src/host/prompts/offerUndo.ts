import * as vscode from 'vscode';
import { t } from '../../shared/l10n';

/** Says what was done, with a button that takes it back. Returns at once; an error of `undo` is passed to `onError`. */
export function offerUndo(sentence: string, undo: () => Promise<void>, onError: (error: unknown) => unknown): void {
  const label = t('Undo');
  void (async () => {
    try {
      if ((await vscode.window.showInformationMessage(sentence, label)) === label) await undo();
    } catch (error) {
      await onError(error);
    }
  })();
}
