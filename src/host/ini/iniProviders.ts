import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { type Completion, listCompletions } from '../../options/language/completion';
import { listFormattingEdits } from '../../options/language/format';
import { listHints } from '../../options/language/hints';
import { findHover } from '../../options/language/hover';
import { buildOutline, listFolds, type OutlineSection } from '../../options/language/outline';
import { t } from '../../shared/l10n';
import type { WorkspaceProject } from '../project/workspaceProject';
import type { TreeNode } from '../tree/treeNode';
import { iniSelector, type OpenIniFiles } from './openIniFiles';
import { toVscodeEdit, toVscodePosition, toVscodeRange } from './vscodeRanges';

/** Registers the providers of completion, hovers, symbols, folding, formatting and inlay hints. */
export function registerProviders(files: OpenIniFiles): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerCompletionItemProvider(
      iniSelector,
      {
        provideCompletionItems: async (document, position) => {
          const analysis = files.analyze(document); // before awaiting the facts, while `position` still fits the text
          return listCompletions(analysis, position, await files.readFacts(document)).map(toCompletionItem);
        },
      },
      ...['[', '=', ' ', ','],
    ),
    languages.registerHoverProvider(iniSelector, {
      provideHover: async (document, position) => {
        const analysis = files.analyze(document);
        const hover = findHover(analysis, position, await files.readFacts(document));
        return hover && new vscode.Hover(new vscode.MarkdownString(hover.text), toVscodeRange(hover.range));
      },
    }),
    languages.registerDocumentSymbolProvider(iniSelector, {
      provideDocumentSymbols: (document) => buildOutline(files.analyze(document).document).map(toDocumentSymbol),
    }),
    languages.registerFoldingRangeProvider(iniSelector, {
      provideFoldingRanges: (document) =>
        listFolds(files.analyze(document).document).map(
          ({ first, last, kind }) =>
            new vscode.FoldingRange(first, last, kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined),
        ),
    }),
    languages.registerDocumentFormattingEditProvider(iniSelector, {
      provideDocumentFormattingEdits: (document) =>
        listFormattingEdits(files.analyze(document).document).map(toVscodeEdit),
    }),
    registerHints(files),
  );
}

function registerHints(files: OpenIniFiles): vscode.Disposable {
  return vscode.languages.registerInlayHintsProvider(iniSelector, {
    onDidChangeInlayHints: files.onDidChangeFacts,
    provideInlayHints: async (document, range) => {
      const analysis = files.analyze(document);
      return listHints(analysis, await files.readFacts(document))
        .filter(({ position }) => range.contains(toVscodePosition(position)))
        .map(({ position, text }) => {
          const hint = new vscode.InlayHint(toVscodePosition(position), text);
          hint.paddingLeft = true;
          return hint;
        });
    },
  });
}

const kinds = {
  section: vscode.CompletionItemKind.Module,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
} as const;

function toCompletionItem(completion: Completion, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    { label: completion.label, description: completion.detail },
    kinds[completion.kind],
  );
  item.insertText = new vscode.SnippetString(completion.snippet);
  item.documentation = new vscode.MarkdownString(completion.documentation);
  item.range = toVscodeRange(completion.range);
  item.sortText = String(index).padStart(4, '0');
  if (completion.filter !== undefined) item.filterText = completion.filter;
  if (completion.preselect) item.preselect = true;
  return item;
}

function toDocumentSymbol({ name, range, nameRange, options }: OutlineSection): vscode.DocumentSymbol {
  const { SymbolKind } = vscode;
  const symbol = (label: string, detail: string, kind: vscode.SymbolKind, own: vscode.Range, selection: vscode.Range) =>
    new vscode.DocumentSymbol(label, detail, kind, own, selection);
  // VS Code refuses symbols without a name.
  const section = symbol(name.trim() || '[ ]', '', SymbolKind.Module, toVscodeRange(range), toVscodeRange(nameRange));
  section.children = options.map((option) =>
    symbol(
      option.name,
      option.value,
      SymbolKind.Property,
      toVscodeRange(option.range),
      toVscodeRange(option.nameRange),
    ),
  );
  return section;
}

/** Registers the code lens "Start training" above a train.ini of the open project, in a trusted workspace. */
export function registerTrainLens(files: OpenIniFiles, project: WorkspaceProject): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(iniSelector, {
    onDidChangeCodeLenses: project.onDidChange,
    provideCodeLenses: (document) => {
      const { file, sections } = files.analyze(document);
      if (file.name !== 'train.ini' || document.uri.scheme !== 'file') return [];
      if (!vscode.workspace.isTrusted || !project.content) return [];
      const line = sections[0]?.line ?? 0;
      const command = { title: t('$(play) Start training'), command: 'faceswap.train' };
      const trained = createTrainNode(document.uri.fsPath, project.content.models);
      return [new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { ...command, arguments: [trained] })];
    },
  });
}

/**
 * Returns the argument for the command: the model that the file belongs to, else the file, for a model that is chosen
 * then.
 */
function createTrainNode(path: string, models: readonly { readonly name: string; readonly path: string }[]): TreeNode {
  const model = models.find((other) => other.path === dirname(path));
  const node = { id: path, label: path, icon: 'circuit-board', children: [] };
  return model ? { ...node, kind: 'model', owner: model.name } : { ...node, kind: 'models', config: path };
}
