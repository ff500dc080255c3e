import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../shared/l10n';
import type { ProjectNode } from '../projectNode';
import type { WorkspaceProject } from '../workspaceProject';
import { iniSelector, type OpenInis } from './openInis';

/** "Start training" above a train.ini of the project that is open. Without trust nothing can be started. */
export function registerTrainLens(inis: OpenInis, project: WorkspaceProject): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(iniSelector, {
    onDidChangeCodeLenses: project.onDidChange,
    provideCodeLenses: (document) => {
      const { file, sections } = inis.analysisOf(document);
      if (file.name !== 'train.ini' || document.uri.scheme !== 'file') return [];
      if (!vscode.workspace.isTrusted || !project.content) return [];
      const line = sections[0]?.line ?? 0;
      const command = { title: t('$(play) Start training'), command: 'faceswap.train' };
      const trained = nodeFor(document.uri.fsPath, project.content.models);
      return [new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { ...command, arguments: [trained] })];
    },
  });
}

/** The model whose settings these are; settings of none go with a model that is to be chosen. */
function nodeFor(path: string, models: readonly { readonly name: string; readonly path: string }[]): ProjectNode {
  const model = models.find((other) => other.path === dirname(path));
  const node = { id: path, label: path, icon: 'circuit-board', children: [] };
  return model ? { ...node, kind: 'model', owner: model.name } : { ...node, kind: 'models', config: path };
}
