import * as vscode from 'vscode';
import type { DiagnosticCode } from '../../options/language/diagnostics';
import { type Fix, fixesOf } from '../../options/language/fixes';
import { t } from '../../shared/l10n';
import { diagnosticSource } from './iniDiagnostics';
import { iniSelector, type OpenInis } from './openIniFiles';
import { vscodeEdit } from './vscodeRanges';

const fixAll = vscode.CodeActionKind.SourceFixAll.append('faceswap');

/** Quick fixes for the problems under the cursor, and one for all that have an obvious answer. */
export function registerFixes(inis: OpenInis): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    iniSelector,
    {
      provideCodeActions: async (document, _range, { diagnostics, only }) => {
        const analysis = inis.analysisOf(document);
        const facts = await inis.factsOf(document);
        const fixesFor = ({ code, range }: vscode.Diagnostic) =>
          fixesOf(analysis, code as DiagnosticCode, range.start.line, facts);
        if (only && fixAll.contains(only) && only.value !== '')
          return [actionForAll(document, ownOf(vscode.languages.getDiagnostics(document.uri)).map(fixesFor))];
        return ownOf(diagnostics).flatMap((diagnostic) =>
          fixesFor(diagnostic).map((fix) => action(document, diagnostic, fix)),
        );
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll] },
  );
}

function ownOf(diagnostics: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  return diagnostics.filter(({ source }) => source === diagnosticSource);
}

function action({ uri }: vscode.TextDocument, diagnostic: vscode.Diagnostic, fix: Fix): vscode.CodeAction {
  const result = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  result.diagnostics = [diagnostic];
  result.isPreferred = fix.isPreferred;
  result.edit = editOf(uri, [fix]);
  return result;
}

function actionForAll({ uri }: vscode.TextDocument, fixes: readonly (readonly Fix[])[]): vscode.CodeAction {
  const result = new vscode.CodeAction(t('Fix all auto-fixable problems'), fixAll);
  result.edit = editOf(
    uri,
    fixes.flatMap((ofOne) => ofOne.find(({ isPreferred }) => isPreferred) ?? []),
  );
  return result;
}

function editOf(uri: vscode.Uri, fixes: readonly Fix[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(
    uri,
    fixes.flatMap(({ edits }) => edits.map(vscodeEdit)),
  );
  return edit;
}
