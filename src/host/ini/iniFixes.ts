import * as vscode from 'vscode';
import { type IniDiagnostic, listDiagnostics } from '../../options/language/diagnostics';
import { type Fix, listFixes } from '../../options/language/fixes';
import { t } from '../../shared/l10n';
import { toVscodeDiagnostic } from './iniDiagnostics';
import { iniSelector, type OpenIniFiles } from './openIniFiles';
import { toVscodeEdit, toVscodeRange } from './vscodeRanges';

const fixAll = vscode.CodeActionKind.SourceFixAll.append('faceswap');

/**
 * Offers quick fixes for the problems under the cursor, and one action that fixes all auto-fixable problems. The
 * problems are those of the text as it is now: a fix may be asked for before VS Code shows them.
 */
export function registerFixes(files: OpenIniFiles): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    iniSelector,
    {
      provideCodeActions: async (document, range, { only }) => {
        const analysis = files.analyze(document);
        const facts = await files.readFacts(document);
        const problems = listDiagnostics(analysis, facts);
        const findFixes = ({ code, range }: IniDiagnostic) => listFixes(analysis, code, range.start.line, facts);
        if (only && fixAll.contains(only) && only.value !== '')
          return [createFixAll(document, problems.map(findFixes))];
        return problems
          .filter((problem) => range.intersection(toVscodeRange(problem.range)) !== undefined)
          .flatMap((problem) => findFixes(problem).map((fix) => createQuickFix(document, problem, fix)));
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll] },
  );
}

function createQuickFix({ uri }: vscode.TextDocument, problem: IniDiagnostic, fix: Fix): vscode.CodeAction {
  const result = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  result.diagnostics = [toVscodeDiagnostic(problem)];
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
