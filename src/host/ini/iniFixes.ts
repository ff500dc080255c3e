import * as vscode from 'vscode';
import type { DiagnosticCode } from '../../options/language/diagnostics';
import { type Fix, fixesOf } from '../../options/language/fixes';
import { t } from '../../shared/l10n';
import { diagnosticSource } from './iniDiagnostics';
import { iniSelector, type OpenIniFiles } from './openIniFiles';
import { toVscodeEdit } from './vscodeRanges';

const fixAll = vscode.CodeActionKind.SourceFixAll.append('faceswap');

/** Quick fixes for the problems under the cursor, and one for all that have an obvious answer. */
export function registerFixes(files: OpenIniFiles): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    iniSelector,
    {
      provideCodeActions: async (document, _range, { diagnostics, only }) => {
        const analysis = files.analyze(document);
        const facts = await files.readFacts(document);
        const findFixes = ({ code, range }: vscode.Diagnostic) =>
          fixesOf(analysis, code as DiagnosticCode, range.start.line, facts);
        if (only && fixAll.contains(only) && only.value !== '')
          return [
            createFixAll(document, keepOwnDiagnostics(vscode.languages.getDiagnostics(document.uri)).map(findFixes)),
          ];
        return keepOwnDiagnostics(diagnostics).flatMap((diagnostic) =>
          findFixes(diagnostic).map((fix) => createQuickFix(document, diagnostic, fix)),
        );
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll] },
  );
}

function keepOwnDiagnostics(diagnostics: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  return diagnostics.filter(({ source }) => source === diagnosticSource);
}

function createQuickFix({ uri }: vscode.TextDocument, diagnostic: vscode.Diagnostic, fix: Fix): vscode.CodeAction {
  const result = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  result.diagnostics = [diagnostic];
  result.isPreferred = fix.isPreferred;
  result.edit = combineEdits(uri, [fix]);
  return result;
}

function createFixAll({ uri }: vscode.TextDocument, fixes: readonly (readonly Fix[])[]): vscode.CodeAction {
  const result = new vscode.CodeAction(t('Fix all auto-fixable problems'), fixAll);
  result.edit = combineEdits(
    uri,
    fixes.flatMap((ofOne) => ofOne.find(({ isPreferred }) => isPreferred) ?? []),
  );
  return result;
}

function combineEdits(uri: vscode.Uri, fixes: readonly Fix[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    uri,
    fixes.flatMap(({ edits }) => edits.map(toVscodeEdit)),
  );
  return edit;
}
