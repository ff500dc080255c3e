import * as vscode from 'vscode';
import { breakLinks } from '../../shared/plainText';

// The notifications of VS Code, for texts that may hold what stands in a file or is the name of one.

type Show = typeof vscode.window.showErrorMessage;

const showPlain =
  (show: Show) =>
  (message: string, ...rest: readonly unknown[]) =>
    (show as (message: string, ...rest: readonly unknown[]) => unknown)(breakLinks(message), ...rest);

/** As `vscode.window.showErrorMessage`, but without links in the text. */
export const showErrorMessage = showPlain(vscode.window.showErrorMessage) as Show;
/** As `vscode.window.showWarningMessage`, but without links in the text. */
export const showWarningMessage = showPlain(vscode.window.showWarningMessage) as Show;
/** As `vscode.window.showInformationMessage`, but without links in the text. */
export const showInformationMessage = showPlain(vscode.window.showInformationMessage) as Show;
