import * as vscode from 'vscode';
import { breakLinks, escapeIcons } from '../../shared/plainText';

/**
 * Returns entries for a quick pick that shows their texts as they are: `$(name)` in the name of a file or a person is no icon.
 * Each keeps the entry that it stands for. An icon of our own is given as `iconPath`.
 */
export function createPlainItems<T extends vscode.QuickPickItem>(items: readonly T[]): PlainItem<T>[] {
  return items.map((original) => {
    const { label, description, detail } = original;
    return {
      ...original,
      label: makeLine(label),
      ...(description !== undefined && { description: makeLine(description) }),
      ...(detail !== undefined && { detail: makeLine(detail) }),
      original,
    };
  });
}

export type PlainItem<T extends vscode.QuickPickItem> = T & { readonly original: T };

/** A row of a list has one line. */
function makeLine(text: string): string {
  return escapeIcons(text.replace(/[\r\n]+/g, ' '));
}

/** Returns a text for the prompt of an input box, in which VS Code would draw icons and make links. */
export function makePlainPrompt(text: string): string {
  return breakLinks(escapeIcons(text));
}

/** As `vscode.window.showQuickPick` for one entry, but with the texts as they are. */
export async function pickPlain<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<T | undefined> {
  return (await vscode.window.showQuickPick(createPlainItems(items), options))?.original;
}
